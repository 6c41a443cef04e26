// Files below a folder, whose links cannot lead out of it, even if they are exchanged meanwhile:
// the kernel resolves each step there (openat2(2), RESOLVE_BENEATH).
#pragma once

#include <sys/types.h>

#include <filesystem>
#include <string>
#include <string_view>

#include "base/descriptor.h"
#include "base/error.h"

namespace spark::base {

// Not open on failure; errno is EXDEV for a path that would lead out of `root`. `flags` as for
// open(2); O_CLOEXEC is added.
[[nodiscard]] Descriptor open_beneath(const Descriptor& root, const std::filesystem::path& path,
                                      int flags);

inline constexpr size_t beneath_bytes_max = 200;  // of a path that check_beneath() passes
inline constexpr size_t beneath_folders_max = 8;  // in it

// Fails, with the rule, for a path that is not names joined by '/', each of letters, digits, '_',
// '-' and '.', and none beginning with '.'. Pure.
[[nodiscard]] Result<void> check_beneath(std::string_view path);

// Writes the file `path` below the folder `root`, and waits until it is on the disk; a crash leaves
// part of it, so it is written under another name and renamed. Makes missing folders on the way,
// for this user only. Follows no link. The path must pass check_beneath(), but for its length. One
// writer of a path at a time.
[[nodiscard]] Result<void> put_beneath(const std::filesystem::path& root, std::string_view path,
                                       std::string_view bytes);

// Renames a file within its folder, in place of what is there, and waits until that is on the disk.
// Follows no link. Both paths as for put_beneath(), and of one folder.
[[nodiscard]] Result<void> rename_beneath(const std::filesystem::path& root, std::string_view from,
                                          std::string_view to);

}  // namespace spark::base
