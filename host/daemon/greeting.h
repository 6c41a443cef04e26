// The text that a person sees after the start, and the file that programs read (run.json).
#pragma once

#include <filesystem>
#include <string>

#include "base/error.h"

namespace spark::daemon {

class Host;

// Addresses, the routes of pipelines and plugins, the token's path and the first commands to try,
// which work in the working directory. `binaries` is sparkd's folder.
[[nodiscard]] std::string greeting(const Host& host, const std::filesystem::path& binaries);

// Writes <state_dir>/run.json, whole or not at all: {"pid", "listeners": {name: {"address", "port",
// "access", "token_file"}}}, by which sparkctl finds the host. The file exists from the moment that
// requests are served until the host ends.
[[nodiscard]] base::Result<void> write_run_file(const Host& host);
void remove_run_file(const std::filesystem::path& state_dir);

}  // namespace spark::daemon
