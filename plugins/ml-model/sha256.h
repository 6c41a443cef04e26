// The SHA-256 of a text, as 64 lower-case hex digits.
#pragma once

#include <string>
#include <string_view>

namespace ml_model {

[[nodiscard]] std::string sha256_hex(std::string_view text);

}  // namespace ml_model
