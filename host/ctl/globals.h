// The options that every command takes.
#pragma once

#include <CLI/CLI.hpp>

#include "ctl/admin.h"

namespace spark::ctl {

inline void add_globals(CLI::App& app, Options& options) {
  app.add_option(
      "--admin", options.admin,
      "The host's admin listener, as a URL or unix:/PATH (else $SPARK_ADMIN, else the host that is "
      "found, else http://127.0.0.1:4002)");
  app.add_option("--state-dir", options.state_dir,
                 "The host's state folder, which names its admin listener and credential (else "
                 "$SPARK_STATE_DIR, else the nearest folder var with a host's files)");
  app.add_option("--token-file", options.token_file,
                 "File with the credential (else $SPARK_TOKEN_FILE, else that of the host found, "
                 "which is for this machine's host only)");
  app.add_flag("--json", options.json, "JSON instead of tables");
  app.add_flag("--wide", options.wide, "Tables in full, also where the terminal is too narrow");
}

}  // namespace spark::ctl
