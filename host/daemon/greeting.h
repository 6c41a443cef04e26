// The text that a person sees after the start.
#pragma once

#include <filesystem>
#include <string>

namespace spark::daemon {

class Host;

// Addresses, the routes of pipelines and plugins, the token's path and the first commands to try,
// which work in the working directory. `binaries` is sparkd's folder.
[[nodiscard]] std::string greeting(const Host& host, const std::filesystem::path& binaries);

}  // namespace spark::daemon
