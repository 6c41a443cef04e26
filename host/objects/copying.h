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

struct StagingError : base::Error {
  StagingError() = default;
  explicit StagingError(base::Error error) : base::Error(std::move(error)) {}

  bool storage = false;  // the host's own disk refused, not what was to be staged
};

template <class T>
using Staging = boost::system::result<T, StagingError>;

// A failure of the store's own disk; reads errno.
[[nodiscard]] StagingError storage_error(const std::filesystem::path& path);

// Durable, so that a name given afterwards never leads to less than was written.
[[nodiscard]] Staging<void> sync_folder(const std::filesystem::path& folder);

// The digest of a file: SHA-256 of its bytes. Fails, naming the path, for anything but a regular
// file of at most library_bytes_max. copy_library() writes the bytes to the new file `to`, mode
// 0400, durable: whoever may read the original is no matter here. [builder]
[[nodiscard]] Staging<std::string> digest_library(const std::filesystem::path& file);
[[nodiscard]] Staging<std::string> copy_library(const std::filesystem::path& file,
                                                const std::filesystem::path& to);

// The digest of an artefact: SHA-256 of its SHA256SUMS, with which all files must agree, or of the
// text that SHA256SUMS would have if it has none. Fails, naming the file, for symbolic links and
// whatever else is neither file nor folder, names, counts, depths and sizes beyond bounds
// (limits.h), and files that are not what SHA256SUMS says. copy_artefact() copies into the folder
// `to`, which exists and is empty; it leaves what it copied when it fails. [builder]
[[nodiscard]] Staging<std::string> digest_artefact(const std::filesystem::path& folder);
[[nodiscard]] Staging<std::string> copy_artefact(const std::filesystem::path& folder,
                                                 const std::filesystem::path& to);

}  // namespace spark::objects
