// `sparkctl evidence`: verifies, shows and exports the chain's records, from its files.
//
// No host is asked, since the host may be stopped or may itself be in doubt. Nothing below the
// state folder is written, and no lock is taken.
#pragma once

#include <CLI/CLI.hpp>
#include <functional>

#include "ctl/admin.h"

namespace spark::ctl {

// Declares one command, "evidence" or one below it, such as "evidence verify"; returns where its
// options are declared.
using AddCommand = std::function<CLI::App*(const char* words, const char* doc, const char* example,
                                           std::function<tool::Result<int>(const Options&)> run)>;

void declare_evidence(const AddCommand& add);

}  // namespace spark::ctl
