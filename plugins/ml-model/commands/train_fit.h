// From rows to a model and its figures.
#pragma once

#include <cstdint>
#include <optional>

#include "spark/tool/result.h"
#include "train_material.h"
#include "training/manifest.h"

namespace train {

struct Trained {
  training::ManifestParts parts;
  std::optional<training::Measures> test;  // none without a test span
  uint32_t test_days = 0;
};

// Grid search, folds, the final model, its measures on the test span. The leakage alarm is an
// error.
[[nodiscard]] spark::tool::Result<Trained> train(const Config& config, const Options& options,
                                                 const Material& material);

}  // namespace train
