// What durable state does with folders: who owns one, and files that are there whole or not at all.
#pragma once

#include <filesystem>
#include <string_view>

#include "base/error.h"
#include "store/file.h"

namespace spark::store {

// Waits until the names in the folder are on the disk.
base::Result<void> sync_folder(const std::filesystem::path& folder);

// Takes the lock on the file `lock` in the folder, which one process at a time holds, for as long
// as the result lives. An error names the folder if another has it.
base::Result<File> lock_folder(const std::filesystem::path& folder);

// Writes the file beside its place, syncs it, and renames it there: a crash leaves the old file or
// the new one. One writer at a time, since the draft's name is the file's and ".new".
base::Result<void> write_whole(const std::filesystem::path& path, std::string_view text,
                               mode_t mode = owner_and_group);

// All of a file of at most `bytes_max`; a larger one is an error.
base::Result<std::string> read_whole(const std::filesystem::path& path, uint64_t bytes_max);

}  // namespace spark::store
