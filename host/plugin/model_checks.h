// What a model says of itself, checked and copied.
#pragma once

#include <cstdint>

#include "base/error.h"
#include "frame/model.h"
#include "spark/abi.h"

namespace spark::plugin {

inline constexpr uint32_t features_max = 1024;  // per model
inline constexpr uint32_t probes_max = 1024;    // per model

// No function of the model may be null.
[[nodiscard]] base::Result<void> check_complete(const spark_model& model);

// Fails, naming the field, for null or malformed texts, a sha256 that is neither "" nor 64
// lower-case hex digits, a dimension of 0 or above features_max, a feature twice, kinds and flags
// that do not exist, or probes that are not finite (a row may hold quiet NaN if the model accepts
// missing values).
[[nodiscard]] base::Result<frame::ModelInfo> read_info(const spark_model_info* raw);

}  // namespace spark::plugin
