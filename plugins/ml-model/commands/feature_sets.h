// Which sets of the features plugin a tool must ask for.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "spark/tool/result.h"

namespace eval {

// The fewest sets, the newest first, that offer all of `features` together; a name is one formula
// in whichever set. The error names a feature that none offers. [tools]
[[nodiscard]] spark::tool::Result<std::vector<std::string>> sets_with(
    const std::vector<std::string>& features, const std::filesystem::path& plugin_file);

}  // namespace eval
