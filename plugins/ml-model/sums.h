// SHA256SUMS as `sha256sum` writes it: one line per file, 64 hex digits, two spaces (or space and
// asterisk), a plain file name.
#pragma once

#include <map>
#include <string>
#include <string_view>

namespace ml_model {

inline constexpr size_t files_max = 64;  // per artefact

// File name to digest. Throws spark::Error naming the line: anything not exactly of that form, a
// name that could leave the folder, a name given twice, too many.
[[nodiscard]] std::map<std::string, std::string> parse_sums(std::string_view text);

}  // namespace ml_model
