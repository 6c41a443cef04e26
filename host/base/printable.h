// Texts of others that are safe to show: well-formed and without control characters.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace spark::base {

// The length of the printable UTF-8 character at the front of `text`, which is not empty, or 0.
[[nodiscard]] size_t printable_bytes(std::string_view text) noexcept;

// Printable UTF-8: well-formed and without control characters.
[[nodiscard]] bool is_printable(std::string_view text);

// The same text with '?' for each byte that is not part of printable UTF-8. Line feeds stay.
[[nodiscard]] std::string made_printable(std::string_view text);

}  // namespace spark::base
