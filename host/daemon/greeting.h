// The text that a person sees after the start.
#pragma once

#include <filesystem>
#include <string>

namespace spark::daemon {

class Host;

// Addresses, routes, the token's path and the first commands to try. `binaries` is sparkd's folder.
[[nodiscard]] std::string greeting(const Host& host, const std::filesystem::path& binaries);

}  // namespace spark::daemon
