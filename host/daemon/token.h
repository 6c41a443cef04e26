// The admin credential: a file that only its owner can read.
#pragma once

#include <filesystem>
#include <string>

#include "base/error.h"

namespace spark::daemon {

// The token in `file`; made on first use (256 random bits as hex, mode 0600). Refuses a file that
// others can read, since it is no secret then, and one that is empty or unreasonable.
[[nodiscard]] base::Result<std::string> load_or_create_token(const std::filesystem::path& file);

}  // namespace spark::daemon
