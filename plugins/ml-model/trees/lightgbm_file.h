// LightGBM's model files (text), of the format versions v3 and v4.
//
// Taken: one output, numerical splits, the objectives binary, cross_entropy, regression (not of
// square roots), regression_l1, huber, fair, quantile and mape. Everything else is refused by its
// name.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "forest.h"

namespace ml_model::trees {

// `file` appears in refusals. Throws spark::Error, naming the place in the file. [builder]
[[nodiscard]] Forest read_lightgbm(const std::string& file, std::string_view text,
                                   std::span<const std::string> features);

// The names that the file has for its features, in its order; none if they are the tool's own,
// Column_0, Column_1, … [builder]
[[nodiscard]] std::vector<std::string> lightgbm_names(const std::string& file,
                                                      std::string_view text);

}  // namespace ml_model::trees
