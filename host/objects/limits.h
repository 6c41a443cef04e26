// How large operators' files may be: one set of limits for copying and for reading.
#pragma once

#include <cstddef>
#include <cstdint>

namespace spark::objects {

inline constexpr uint64_t library_bytes_max = 256ull * 1024 * 1024;        // each
inline constexpr size_t private_libraries_max = 32;                        // that it brings
inline constexpr uint64_t artefact_bytes_max = 4ull * 1024 * 1024 * 1024;  // all files together
inline constexpr size_t artefact_entries_max = 256;                        // files and folders
inline constexpr size_t artefact_depth_max = 4;  // of folders within the artefact
inline constexpr size_t file_name_bytes_max = 128;
inline constexpr uint64_t sums_bytes_max = 1024 * 1024;  // of SHA256SUMS

}  // namespace spark::objects
