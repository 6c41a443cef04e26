// Where a host of this machine may keep its state.
#pragma once

#include <filesystem>
#include <vector>

namespace spark::tool {

// The folder of the running program.
[[nodiscard]] std::filesystem::path program_folder();

// Folders named var, to be looked at in this order: of the working directory, of each folder above
// it, and above the build folder that the program lies in.
[[nodiscard]] std::vector<std::filesystem::path> state_folders();
[[nodiscard]] std::vector<std::filesystem::path> state_folders_of(
    const std::filesystem::path& working, const std::filesystem::path& program);  // pure

// Whether the path names something, also if it cannot be looked at.
[[nodiscard]] bool is_there(const std::filesystem::path& path);

// Whether a host has kept its state there: it has run.json, admin.token or chain. A folder that
// cannot be looked into counts, so that nobody else's is taken for it.
[[nodiscard]] bool is_state_folder(const std::filesystem::path& folder);

}  // namespace spark::tool
