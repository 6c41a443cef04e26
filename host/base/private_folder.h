// Folders that only this process's user may enter: records, keys, copies of operators' files.
#pragma once

#include <filesystem>

#include "base/error.h"

namespace spark::base {

// Makes the folder if it is missing, with mode 0700 under every umask. Makes missing folders above
// it as the umask says. If others may enter an existing folder, sets its mode to 0700 and logs
// that. Fails, naming the folder, if another user owns it, if users share it (with the sticky bit,
// as /tmp has), since it must not be taken from them, and if the system refuses a call.
[[nodiscard]] base::Result<void> make_private_folder(const std::filesystem::path& folder);

}  // namespace spark::base
