// Texts that plugins give: bounded, checked, and made harmless before anyone else sees them.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "base/error.h"
#include "frame/frame.h"

namespace spark::plugin {

inline constexpr size_t doc_bytes_max = 1'000;

// Copies a plugin's NUL-terminated text. Fails, naming `what`, for null, more than `bytes_max`
// bytes, or bytes that are not printable UTF-8. An empty text is fine.
[[nodiscard]] base::Result<std::string> read_text(const char* raw, std::string_view what,
                                                  size_t bytes_max);

// The same for a name: an identifier, with `marks` (base/names.h).
[[nodiscard]] base::Result<std::string> read_name(const char* raw, std::string_view what,
                                                  std::string_view marks = "");

// Makes a failure that a plugin filled harmless, and returns the code to use: 0 stays 0, a code
// that does not exist becomes frame::failed. Afterwards length < sizeof text, text ends in NUL and
// is printable. [any]
int32_t sanitise(frame::Failure& failure, int32_t returned) noexcept;

}  // namespace spark::plugin
