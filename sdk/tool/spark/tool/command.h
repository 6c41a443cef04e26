// The common parts of every tool's main(): `--describe`, the command line, its mistakes, errors.
#pragma once

#include <CLI/CLI.hpp>
#include <optional>
#include <string_view>

#include "spark/tool/result.h"

namespace spark::tool {

// Reads the command line into `app`. Returns an exit code if the program is done: 0 after --help or
// --describe (which prints the app's description, one line, for `sparkctl --help`), 2 after a
// mistake.
[[nodiscard]] std::optional<int> parse_command(CLI::App& app, int argc, char** argv);

// Prints "<program>: <text>" on standard error and returns the error's exit code.
int report(std::string_view program, const Error& error);

}  // namespace spark::tool
