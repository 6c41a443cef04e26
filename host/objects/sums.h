// SHA256SUMS of an artefact, as `sha256sum` writes it: one line per file, 64 hex digits, two blanks
// (or blank and asterisk), the file's name relative to the artefact.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>

#include "base/error.h"
#include "objects/limits.h"

namespace spark::objects {

inline constexpr std::string_view sums_name = "SHA256SUMS";

using Sums = std::map<std::string, std::string>;  // relative name to digest

// A file's or folder's own name: printable, no separator, no backslash, neither "." nor "..".
[[nodiscard]] bool is_file_name(std::string_view name);

// Fails, naming the line, for anything not exactly of the form above, a name that could leave the
// artefact, a name given twice, or more than artefact_entries_max lines.
[[nodiscard]] base::Result<Sums> parse_sums(std::string_view text);

// The text that sha256sum would write.
[[nodiscard]] std::string print_sums(const Sums& sums);

// Checks that `found` are exactly the files that `listed` names (SHA256SUMS itself need not be
// listed). Fails, naming the file, and both digests if they differ.
[[nodiscard]] base::Result<void> compare_sums(const Sums& found, const Sums& listed);

}  // namespace spark::objects
