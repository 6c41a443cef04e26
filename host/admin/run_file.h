// run.json in the state folder: where programs of the same machine find the running host.
#pragma once

#include <filesystem>

#include "base/error.h"

namespace spark::config {
struct Config;
}

namespace spark::http {
class Server;
}

namespace spark::admin {

// Writes <state_dir>/run.json, whole or not at all: {"pid", "listeners": {name: {"address", "port",
// "access", "socket", "token_file"}}}, by which sparkctl finds the host. The file exists from the
// moment that requests are served until the host ends. `config` is the one whose listeners `server`
// has bound.
[[nodiscard]] base::Result<void> write_run_file(const config::Config& config,
                                                const http::Server& server);
void remove_run_file(const std::filesystem::path& state_dir);

}  // namespace spark::admin
