// Copying what operators name into the object store, digesting on the way: the digest is that of
// the bytes that were copied, whatever happens to the original meanwhile.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <utility>

#include "base/error.h"
#include "objects/limits.h"

namespace spark::objects {

struct ObjectError : base::Error {
  ObjectError() = default;
  explicit ObjectError(base::Error error) : base::Error(std::move(error)) {}

  bool storage = false;  // the host's own disk refused, not what was to be copied
};

// A failure of the store's own disk; reads errno.
[[nodiscard]] ObjectError storage_error(const std::filesystem::path& path);

// Durable, so that a name given afterwards never leads to less than was written.
[[nodiscard]] base::Result<void, ObjectError> sync_folder(const std::filesystem::path& folder);

// The digest of a file: SHA-256 of its bytes. Fails, naming the path, for anything but a regular
// file of at most library_bytes_max. copy_library() writes the bytes to the new file `to`, mode
// 0400, durable: whoever may read the original is no matter here. [builder]
[[nodiscard]] base::Result<std::string, ObjectError> digest_library(
    const std::filesystem::path& file);
[[nodiscard]] base::Result<std::string, ObjectError> copy_library(const std::filesystem::path& file,
                                                                  const std::filesystem::path& to);

// The digest of an artefact: SHA-256 of its SHA256SUMS, with which all files must agree, or of the
// text that SHA256SUMS would have if it has none. Fails, naming the file, for symbolic links and
// whatever else is neither file nor folder, names, counts, depths and sizes beyond bounds
// (limits.h), and files that are not what SHA256SUMS says. copy_artefact() copies into the folder
// `to`, which exists and is empty; it leaves what it copied when it fails. [builder]
[[nodiscard]] base::Result<std::string, ObjectError> digest_artefact(
    const std::filesystem::path& folder);
[[nodiscard]] base::Result<std::string, ObjectError> copy_artefact(
    const std::filesystem::path& folder, const std::filesystem::path& to);

}  // namespace spark::objects
