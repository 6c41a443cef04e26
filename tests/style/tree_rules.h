// All rules over all files.
#pragma once

#include <vector>

#include "style/source.h"

namespace spark::style {

// Findings in the order of the files.
[[nodiscard]] std::vector<Finding> check_tree(const std::vector<Source>& sources);

}  // namespace spark::style
