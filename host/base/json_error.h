// Why the host refuses a body as JSON, with the offset or the field, for the response to the
// client. The decoder itself only knows that the body is wrong.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace spark::base {

// "the request body is not valid JSON at byte 17: syntax error", or "a.b[2]: the number is out of
// range". `otherwise` is the decoder's own reason, used where no place is found. The text has at
// most error_bytes_max bytes (base/text.h) and is always UTF-8. `depth_max` is the decoder's.
//
// Not on the fast path: the function reads the body again, up to its first mistake. It keeps only
// the beginnings of the names that lead there. Its time is linear in the body's size.
[[nodiscard]] std::string explain_json_error(std::string_view body, uint32_t depth_max,
                                             std::string_view otherwise);

}  // namespace spark::base
