// An inference request and its response: tensors as the protocol writes them, rows as models take
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
#include "oip/body.h"
#include "oip/names.h"

namespace spark::oip {

enum class ScoreForm { json, binary };  // binary: little-endian, behind the JSON

struct InferRequest {
  std::optional<std::string> id;
  std::vector<double> rows;  // row i begins at rows[i * dimension]; all finite
  uint32_t count = 0;        // 1 … rows_max
  ScoreForm form = ScoreForm::json;
};

// Parses a request to a model of `dimension` features. An error names the field, the expected value
// and the one found. Every element becomes the double of the same value. An FP32 element in JSON is
// rounded to that precision first, so that it gives the same score in JSON and in binary form. An
// integer that no double equals exactly is refused.
[[nodiscard]] base::Result<InferRequest> parse_infer(const Body& body, uint32_t dimension);

// Appends the response; scores are finite. Returns the size of its JSON, which is the whole
// response except for scores in binary form.
size_t render_scores(std::string& out, std::string_view model, std::string_view version,
                     const InferRequest& request, std::span<const double> scores);

}  // namespace spark::oip
