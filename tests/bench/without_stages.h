// The shipped configuration without some of its stages: what those cost is measured with both.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

namespace spark::bench {

// Copies configs/ to `folder`, without the stages of the plugins that `without` names; the file to
// start a host with.
std::filesystem::path without_stages(const std::filesystem::path& folder,
                                     const std::vector<std::string>& without);

}  // namespace spark::bench
