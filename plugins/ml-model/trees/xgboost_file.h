// XGBoost's model files, JSON and UBJSON, of the versions 1.7 to 3.x.
//
// Taken: booster gbtree with one output, numerical splits, and the objectives reg:squarederror,
// reg:logistic, binary:logistic, binary:logitraw. Everything else is refused by its name.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "forest.h"

namespace ml_model::trees {

// `file` appears in refusals. Throws spark::Error, naming the place in the file. [builder]
[[nodiscard]] Forest read_xgboost(const std::string& file, std::string_view bytes,
                                  std::span<const std::string> features);

// The names that the file has for its features, in its order; none if it has none. [builder]
[[nodiscard]] std::vector<std::string> xgboost_names(const std::string& file,
                                                     std::string_view bytes);

}  // namespace ml_model::trees
