// The options that every command takes.
#pragma once

#include <CLI/CLI.hpp>

#include "ctl/admin.h"

namespace spark::ctl {

inline void add_globals(CLI::App& app, Options& options) {
  app.add_option("--admin", options.admin, "The host's admin listener")
      ->envname("SPARK_ADMIN")
      ->capture_default_str();
  app.add_option(
      "--token-file", options.token_file,
      "File with the credential (else $SPARK_TOKEN_FILE, then var/admin.token, which is for "
      "this machine's host only)");
  app.add_flag("--json", options.json, "JSON instead of tables");
  app.add_flag("--wide", options.wide, "Tables in full, also where the terminal is too narrow");
}

}  // namespace spark::ctl
