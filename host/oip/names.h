// The protocol's names of a model's two tensors, and the largest request.
#pragma once

#include <cstdint>
#include <string_view>

namespace spark::oip {

inline constexpr std::string_view input_name = "features";  // [-1, dimension]
inline constexpr std::string_view output_name = "score";    // [-1, 1]
inline constexpr uint32_t rows_max = 4096;                  // per request; a larger batch is split

}  // namespace spark::oip
