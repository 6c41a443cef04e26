// The rules about tables of the documents: the layers, the glossary's nouns, a request's way.
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

// docs/life_of_a_request.md has a table of the files that a request passes, "| 1 | step | `file` |
// …", numbered from 1 without a gap: at most request_files_max files, none twice.
inline constexpr size_t request_files_max = 11;
[[nodiscard]] std::vector<Finding> check_request_path(const Source& page);

// These pages, which must be there.
[[nodiscard]] std::vector<Finding> check_tables(const std::vector<Source>& sources);

}  // namespace spark::style
