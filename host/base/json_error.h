// Why a body is not JSON that we take, with the offset or the field: for the answer to whoever sent
// it. The decoder itself only knows that it is not.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace spark::base {

// "the request body is not valid JSON at byte 17: syntax error", or "…: a.b[2]: the number is out
// of range". `otherwise` is the decoder's own reason, used where no place is found. Off the fast
// path: it reads the body once more and allocates up to a small multiple of its size. `depth_max`
// is the decoder's.
[[nodiscard]] std::string explain_json_error(std::string_view body, uint32_t depth_max,
                                             std::string_view otherwise);

}  // namespace spark::base
