// File: an open file that knows its path, and the few calls that durable state needs. The error of
// each call names the file and the reason.
#pragma once

#include <sys/types.h>

#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>
#include <utility>

#include "base/descriptor.h"
#include "base/error.h"

namespace spark::base {

inline constexpr mode_t owner_and_group = 0640;
inline constexpr mode_t owner_only = 0600;

// "<doing> <path>: <the system's words for errno>".
[[nodiscard]] Error system_error(std::string_view doing, const std::filesystem::path& path);

class File {
 public:
  // `flags` as for open(2); O_CLOEXEC is added. New files are readable by the owner and group only.
  static Result<File> open(const std::filesystem::path& path, int flags,
                           mode_t mode = owner_and_group);

  File() = default;

  [[nodiscard]] Result<uint64_t> size() const;
  // Up to `bytes` from `offset`: fewer only where the file ends.
  [[nodiscard]] Result<std::string> read_some_at(uint64_t offset, uint64_t bytes) const;
  // Exactly `bytes` from `offset`; a file that ends before is an error.
  [[nodiscard]] Result<std::string> read_at(uint64_t offset, uint64_t bytes) const;
  // All of `text` at the end (the file must have been opened with O_APPEND), or an error.
  Result<void> append(std::string_view text);
  // All of `text` from `offset` on (the file must have been opened without O_APPEND), or an error.
  Result<void> write_at(uint64_t offset, std::string_view text);
  // Renames the file. Later errors name the new path.
  Result<void> rename_to(const std::filesystem::path& path);
  Result<void> truncate(uint64_t bytes);
  Result<void> sync_data();  // fdatasync
  Result<void> sync();       // fsync; for folders too
  // Tries to take the exclusive lock on the file without waiting. False if the lock was not free.
  [[nodiscard]] Result<bool> try_lock();

 private:
  File(Descriptor descriptor, std::filesystem::path path)
      : descriptor_(std::move(descriptor)), path_(std::move(path)) {}

  Descriptor descriptor_;
  std::filesystem::path path_;
};

}  // namespace spark::base
