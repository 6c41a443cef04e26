// Code samples of documents are parts of files that tests compile or run.
#pragma once

#include <vector>

#include "style/source.h"

namespace spark::style {

// In the guide for plugin authors, each block of cpp, cmake or yaml has the line
// `<!-- sample: PATH -->` before it, PATH being a file of sdk/template or sdk/example, and stands
// in that file line by line. A line that is "…" in the block stands for any lines of the file.
[[nodiscard]] std::vector<Finding> samples(const Source& document,
                                           const std::vector<Source>& sources);

}  // namespace spark::style
