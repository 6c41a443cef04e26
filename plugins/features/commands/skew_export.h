// Rows from a host's state folder, by way of sparkctl, which reads them whether the host runs or
// not.
#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "skew.h"
#include "spark/tool/result.h"

namespace spark::skew {

// Runs sparkctl, beside which the program lies, with these words; on the host of that state folder,
// or the one that sparkctl finds if it is "". `take` gets what it prints, piece by piece; an error
// of `take` ends it. What goes wrong is printed by sparkctl itself, and its exit code is the
// error's.
tool::Result<void> run_sparkctl(const std::string& state_dir, const std::vector<std::string>& words,
                                const std::function<tool::Result<void>(std::string_view)>& take);

// The logs of the recorder in that folder, by their full names.
tool::Result<std::vector<std::string>> recorder_logs(const std::string& state_dir);

// Of the last 10,000 records of the chain, oldest first; none where there is no chain.
tool::Result<std::vector<Loss>> recorded_losses(const std::string& state_dir);

// SHA-256 of a file, as 64 hex digits.
tool::Result<std::string> digest_of(const std::string& file);

}  // namespace spark::skew
