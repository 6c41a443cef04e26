// SHA256SUMS of an artefact, as sha256sum(1) writes it and as the host reads it: one line per file,
// 64 hex digits, two blanks (or blank and asterisk), the file's name relative to the folder.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>

#include "spark/tool/result.h"

namespace spark::offline {

inline constexpr std::string_view sums_name = "SHA256SUMS";

// In lower-case hex. [any]
[[nodiscard]] std::string sha256_hex(std::string_view text);

// Whether the folder has exactly the files that its SHA256SUMS lists, each with its digest; folders
// in it may be 4 deep, and all of it may have 256 files. Returns the digest of SHA256SUMS itself,
// which names the artefact. Errors are of usage, and name folder and file or line. [any]
tool::Result<std::string> verify_sums(const std::filesystem::path& folder);

// Writes SHA256SUMS for the files that lie in the folder, in the order of their names, over one
// that was there. [any]
tool::Result<void> write_sums(const std::filesystem::path& folder);

}  // namespace spark::offline
