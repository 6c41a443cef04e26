// All rules over all files.
#pragma once

#include <string>
#include <vector>

#include "style/source.h"

namespace spark::style {

// Findings by rule. Throws if one is of a rule that rule_names() does not have.
[[nodiscard]] std::vector<Finding> check_tree(const std::vector<Source>& sources);

// Every rule that check_tree() applies, each once.
[[nodiscard]] std::vector<std::string> rule_names();

}  // namespace spark::style
