// Why a body is not JSON that we take, with the offset or the field: for the answer to whoever sent
// it. The decoder itself only knows that it is not.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace spark::base {

// "the request body is not valid JSON at byte 17: syntax error", or "a.b[2]: the number is out of
// range". `otherwise` is the decoder's own reason, used where no place is found. At most
// error_bytes_max bytes (base/text.h), UTF-8 whatever the body is. `depth_max` is the decoder's.
//
// Off the fast path: it reads the body once more, up to its first mistake, and keeps nothing of it
// but the beginnings of the names that lead there. Linear in the body, whatever is wrong with it.
[[nodiscard]] std::string explain_json_error(std::string_view body, uint32_t depth_max,
                                             std::string_view otherwise);

}  // namespace spark::base
