// The files that --input names.
#pragma once

#include <string>
#include <vector>

#include "spark/tool/result.h"

namespace spark::replay {

// Files stand for themselves; a folder stands for its *.csv and *.csv.gz, sorted by name (so that
// monthly files come in time order). Errors for what does not exist and for a folder without such
// files.
tool::Result<std::vector<std::string>> expand(const std::vector<std::string>& inputs);

}  // namespace spark::replay
