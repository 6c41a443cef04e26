// The rules about two tables of the documents: the layers, and the glossary's nouns.
#pragma once

#include <vector>

#include "style/source.h"

namespace spark::style {

// docs/architecture.md has one row for each layer, "| `name` | what it holds | what it may include
// |", and the third column names just the layers that may_include() allows besides base.
[[nodiscard]] std::vector<Finding> check_layer_table(const Source& page);

// docs/glossary.md begins with one table of at most nouns_max nouns, in their order, none twice.
inline constexpr size_t nouns_max = 40;
[[nodiscard]] std::vector<Finding> check_nouns(const Source& page);

// Both pages, which must be there.
[[nodiscard]] std::vector<Finding> check_tables(const std::vector<Source>& sources);

}  // namespace spark::style
