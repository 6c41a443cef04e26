// The rule about decision records; see doc_rules.h.
#pragma once

#include <vector>

#include "style/source.h"

namespace spark::style {

// Each record is docs/decisions/<number>-<words>.md, begins with "# <number>. <title>", says what
// was decided, why, and what was rejected, and stands in the list with that title. No two have one
// number.
[[nodiscard]] std::vector<Finding> check_decisions(const std::vector<Source>& sources);

}  // namespace spark::style
