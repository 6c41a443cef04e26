// The market files that a command line names.
#pragma once

#include <string>
#include <vector>

#include "spark/tool/result.h"

namespace spark::market {

// Files stand for themselves; a folder stands for its *.csv, *.csv.gz and *.zip, sorted by name (so
// that monthly files come in time order). Fails for a path that does not exist and for a folder
// without such files.
tool::Result<std::vector<std::string>> expand(const std::vector<std::string>& inputs);

}  // namespace spark::market
