// A credential in a file that only its owner can read.
#pragma once

#include <filesystem>
#include <string>

#include "base/error.h"

namespace spark::base {

// The token in `file`; made on first use (256 random bits as hex, mode 0600). Refuses a file that
// others can read or that is another user's, since it is no secret then, whatever is no regular
// file (symbolic links, too, which lead where others say), and one that is empty or unreasonable.
// Never waits.
[[nodiscard]] Result<std::string> load_or_create_token(const std::filesystem::path& file);

}  // namespace spark::base
