// The features of a model that is packed.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "spark/tool/result.h"

namespace models {

// From the model file `from` (`own`; empty: it has none), the file `features` (empty: none), or
// both, which then agree. The error is of usage and names the file that said what cannot be.
// [tools]
[[nodiscard]] spark::tool::Result<std::vector<std::string>> names_for(
    const std::vector<std::string>& own, const std::filesystem::path& from,
    const std::filesystem::path& features);

}  // namespace models
