// An inference request and its answer: tensors as the protocol writes them, rows as models take
// them.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.h"
#include "frame/model.h"
#include "oip/names.h"

namespace spark::oip {

struct InferRequest {
  std::optional<std::string> id;
  std::vector<double> rows;  // row i begins at rows[i * dimension]; all finite
  uint32_t count = 0;        // 1 … rows_max
};

// The body of a request to a model of that many features. What is wrong is refused with the field,
// what was expected and what was found. An element of FP32 is rounded to that precision, so that a
// number gives the same score however its digits were written.
[[nodiscard]] base::Result<InferRequest> parse_infer(std::string_view body, uint32_t dimension);

// Appends the answer; scores are finite.
void render_scores(std::string& out, std::string_view model, std::string_view version,
                   const std::optional<std::string>& id, std::span<const double> scores);

}  // namespace spark::oip
