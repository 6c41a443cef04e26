// Which element of a row each feature of a model file is.
#pragma once

#include <cstdint>
#include <functional>
#include <span>
#include <string>
#include <vector>

namespace ml_model::trees {

// By name where the file has names: they must be those of the model, in whatever order. By index
// where it has none (`in_file` is empty): then `count` must be the model's. The model's list comes
// from model.json, or from who packs the file. `refuse(why)` does not return.
[[nodiscard]] std::vector<uint32_t> map_features(
    std::span<const std::string> in_file, size_t count, std::span<const std::string> of_model,
    const std::function<void(const std::string&)>& refuse);

}  // namespace ml_model::trees
