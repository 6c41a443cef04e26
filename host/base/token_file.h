// A credential in a file that only its owner can read.
#pragma once

#include <filesystem>
#include <string>

#include "base/error.h"

namespace spark::base {

// Returns the token in `file`; makes the file on first use (256 random bits as hex, mode 0600).
// Refuses a file that others may access, or that is neither this user's nor root's: its token is no
// secret. Refuses files that are not regular (also symbolic links, since others may choose where
// they lead), and texts that are empty or no token. Never waits.
[[nodiscard]] Result<std::string> load_or_create_token(const std::filesystem::path& file);

}  // namespace spark::base
