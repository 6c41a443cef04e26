// Packed files of an archive, with a sum beside each as sha256sum writes it: <file>.gz and
// <file>.gz.sha256. What was packed is read again and compared before it gets its name.
#pragma once

#include <atomic>
#include <filesystem>
#include <functional>
#include <string>
#include <string_view>

#include "base/error.h"

namespace spark::store {

// Removes a file or folder at the end of its scope, unless it has another name by then.
struct Removed {
  std::filesystem::path path;
  ~Removed();
};

// A folder for unpacked files, which goes with its scope. Empty path: it could not be made.
class ScratchFolder {
 public:
  ScratchFolder();
  ~ScratchFolder();
  ScratchFolder(const ScratchFolder&) = delete;
  ScratchFolder& operator=(const ScratchFolder&) = delete;
  [[nodiscard]] const std::filesystem::path& path() const { return path_; }

 private:
  std::filesystem::path path_;
};

// Whether the file is packed there, with its sum.
[[nodiscard]] bool is_packed(const std::filesystem::path& packed);

// Packs `from` as `packed`, whose folder is there; returns the digest of what was packed. `stop`
// ends it with an error, and what is incomplete is removed. [slow]
[[nodiscard]] base::Result<std::string> pack_file(const std::filesystem::path& from,
                                                  const std::filesystem::path& packed,
                                                  const std::atomic<bool>& stop);

// Gives each piece of the packed file to `take`, once its sum was compared; returns the digest of
// all pieces. Fails, naming the file, if it is missing, has another sum or is damaged, and if
// `take` says so. [slow]
[[nodiscard]] base::Result<std::string> unpack_file(
    const std::filesystem::path& packed, const std::function<bool(std::string_view piece)>& take);

// The digest of a file's bytes. [slow]
[[nodiscard]] base::Result<std::string> sum_of_file(const std::filesystem::path& path);

}  // namespace spark::store
