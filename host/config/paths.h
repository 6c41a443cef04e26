// Paths as configurations and operators write them.
#pragma once

#include <filesystem>
#include <string>

namespace spark::config {

// `given` from `folder`, absolute and without "." and "..". It has no slash at its end, where
// shells' completion writes one, so that a folder has one name however it was typed.
[[nodiscard]] std::filesystem::path from_folder(const std::filesystem::path& folder,
                                                const std::string& given);

}  // namespace spark::config
