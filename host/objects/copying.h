// Copies operators' files into the object store and digests them on the way: the digest is that of
// the copied bytes, even if the original changes meanwhile.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <utility>

#include "base/error.h"
#include "objects/limits.h"
#include "objects/object_error.h"
#include "objects/sums.h"

namespace spark::objects {

// Durable, so that a name given afterwards never leads to less than was written.
[[nodiscard]] base::Result<void, ObjectError> sync_folder(const std::filesystem::path& folder);

inline constexpr std::string_view library_name = "plugin.so";  // within a library's object

// The libraries that a plugin's library brings, by name: files beside it that it needs, or that one
// of these needs, and that the dynamic linker looks for there ($ORIGIN in the RUNPATH). Fails as
// digest_library() does. [builder]
[[nodiscard]] base::Result<Sums, ObjectError> private_libraries(const std::filesystem::path& file);

// The digest of a library: SHA-256 of its bytes. If it brings private libraries, the digest of the
// sums of all files, with this one as library_name. Fails, naming the path, for anything but
// regular files of at most library_bytes_max, and for more than private_libraries_max.
// copy_library() writes the bytes to the new file `to` and beside it, durable, with mode 0400
// regardless of the original's. [builder]
[[nodiscard]] base::Result<std::string, ObjectError> digest_library(
    const std::filesystem::path& file);
[[nodiscard]] base::Result<std::string, ObjectError> copy_library(const std::filesystem::path& file,
                                                                  const std::filesystem::path& to);

// The digest of an artefact: SHA-256 of its SHA256SUMS, with which all files must agree, or of the
// text that SHA256SUMS would have if it has none. Links are followed as links.h says, and their
// targets count under the links' names. Fails, naming the file, for other links, for anything but
// files and folders, for names, counts, depths and sizes beyond bounds (limits.h), and for files
// that differ from SHA256SUMS. copy_artefact() copies into the folder `to`, which exists and is
// empty. When it fails, it leaves its partial copy there. [builder]
[[nodiscard]] base::Result<std::string, ObjectError> digest_artefact(
    const std::filesystem::path& folder);
[[nodiscard]] base::Result<std::string, ObjectError> copy_artefact(
    const std::filesystem::path& folder, const std::filesystem::path& to);

}  // namespace spark::objects
