// A model's description, checked and copied.
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

// The most that a probe's score may differ, relative to its size, if other code than the model's
// computed it: numpy sums a row in another order.
inline constexpr double probe_difference_max = 1e-12;

// |a - b| / max(|a|, |b|), of finite numbers; 0 for equal ones.
[[nodiscard]] double relative_difference(double a, double b);

// Whether a probe's score is as stated: the same bits if `exact`.
[[nodiscard]] bool is_probe_score(double computed, double stated, bool exact);

}  // namespace spark::plugin
