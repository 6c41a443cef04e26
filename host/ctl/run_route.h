// Runs a command that a plugin's route declares.
#pragma once

#include <string>
#include <vector>

#include "ctl/admin.h"

namespace spark::ctl {

// `arguments` is the command line from the first word that is no built-in on. `known` are the names
// of the built-ins and tools, for the hint after an unknown word. If the credential cannot be read,
// or the host does not take it, a safe verb is called without one.
tool::Result<int> run_route(Options options, const std::vector<std::string>& arguments,
                            const std::vector<std::string>& known);

}  // namespace spark::ctl
