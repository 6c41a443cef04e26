// Folders that hold what is nobody else's: records, keys, copies of what operators named.
#pragma once

#include <filesystem>

#include "base/error.h"

namespace spark::base {

// Makes the folder, and those above it as the process's umask says, if they are missing. It is its
// owner's alone (0700), whatever the umask: one that others may enter is tightened, which is
// logged. Fails, naming the folder, if it is another user's, or a place that users share (with the
// sticky bit, as /tmp has), which is not to be taken from them, and for whatever the system
// refuses.
[[nodiscard]] base::Result<void> make_private_folder(const std::filesystem::path& folder);

}  // namespace spark::base
