// Files that are there whole or not at all.
#pragma once

#include <sys/types.h>

#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>

#include "base/error.h"
#include "base/file.h"

namespace spark::base {

// Waits until the names in the folder are on the disk.
Result<void> sync_folder(const std::filesystem::path& folder);

enum class Sync { waits, none };  // none: for what means nothing any more after a crash

// Writes the file beside its place, syncs it, and renames it there: a crash leaves the old file or
// the new one. One writer at a time, since the draft's name is the file's and ".new".
Result<void> write_whole(const std::filesystem::path& path, std::string_view text,
                         mode_t mode = owner_and_group, Sync sync = Sync::waits);

// All of a file of at most `bytes_max`; a larger one is an error.
Result<std::string> read_whole(const std::filesystem::path& path, uint64_t bytes_max);

}  // namespace spark::base
