// Files that are written whole or not at all.
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

enum class Sync { waits, none };  // none: for files that are worthless after a crash

// Writes a new file beside `path`, syncs it, and renames it to `path`: a crash leaves the old file
// or the new one. One writer at a time, since the new file's name is always `path` and ".new".
Result<void> write_whole(const std::filesystem::path& path, std::string_view text,
                         mode_t mode = owner_and_group, Sync sync = Sync::waits);

// Reads a whole file. A file of more than `bytes_max` bytes is an error.
Result<std::string> read_whole(const std::filesystem::path& path, uint64_t bytes_max);

}  // namespace spark::base
