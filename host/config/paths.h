// Paths as configurations and operators write them.
#pragma once

#include <filesystem>
#include <string>

namespace spark::config {

// `given` from `folder`, absolute and without "." and "..". The result has no slash at its end, as
// shells' completion adds one, so that a folder has one name however a user typed it.
[[nodiscard]] std::filesystem::path from_folder(const std::filesystem::path& folder,
                                                const std::string& given);

}  // namespace spark::config
