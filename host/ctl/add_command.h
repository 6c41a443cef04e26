// How a group of commands declares its commands.
#pragma once

#include <CLI/CLI.hpp>
#include <functional>

#include "ctl/admin.h"

namespace spark::ctl {

// Declares one command, "evidence" or one below it, such as "evidence verify"; returns where its
// options are declared.
using AddCommand = std::function<CLI::App*(const char* words, const char* doc, const char* example,
                                           std::function<tool::Result<int>(const Options&)> run)>;

}  // namespace spark::ctl
