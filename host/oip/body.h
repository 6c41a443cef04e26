// A body of the binary tensor data extension: JSON, and behind it tensors as bytes.
#pragma once

#include <optional>
#include <string_view>

#include "base/error.h"

namespace spark::oip {

// In requests and responses: how many bytes of the body are JSON.
inline constexpr std::string_view json_size_header = "Inference-Header-Content-Length";

struct Body {
  std::string_view json;
  std::string_view tensors;
};

// `json_size` is the header's value; without the header the whole body is JSON. A value that is no
// number, or is larger than the body, is refused.
[[nodiscard]] base::Result<Body> split_body(std::string_view bytes,
                                            std::optional<std::string_view> json_size);

}  // namespace spark::oip
