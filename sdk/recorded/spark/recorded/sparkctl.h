// What a tool learns from a host's state folder, by way of sparkctl, which reads it whether the
// host runs or not.
#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "spark/tool/json.h"
#include "spark/tool/result.h"

namespace spark::recorded {

// Runs sparkctl, beside which the program lies, with these words; on the host of that state folder,
// or the one that sparkctl finds if it is "". `take` gets what it prints, piece by piece; an error
// of `take` ends it. What goes wrong is printed by sparkctl itself, and its exit code is the
// error's. [tools]
tool::Result<void> run_sparkctl(const std::string& state_dir, const std::vector<std::string>& words,
                                const std::function<tool::Result<void>(std::string_view)>& take);

// The same of a command that prints JSON. [tools]
tool::Result<tool::json::value> ask_sparkctl(const std::string& state_dir,
                                             const std::vector<std::string>& words);

// The logs of the recorder in that folder, and in the archive unless it is "", by their full names.
// [tools]
tool::Result<std::vector<std::string>> recorder_logs(const std::string& state_dir,
                                                     const std::string& archive = "");

}  // namespace spark::recorded
