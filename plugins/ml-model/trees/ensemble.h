// Tree ensembles as XGBoost and LightGBM write them.
//
// model.json, besides what trained_model.h names:
//   type             "xgboost" or "lightgbm"
//   ensemble         the name of the tool's own file in the artefact's folder
//   accepts_missing  true: rows may lack features (trained_model.h)
//   calibration      may be left out: takes the place of the objective's transform, and the margin
//                    is the sum (../calibration.h). Only of objectives for two classes
#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "../scorer.h"
#include "forest.h"

namespace ml_model::trees {

inline constexpr uint64_t ensemble_bytes_max = uint64_t{32} << 20;

[[nodiscard]] std::unique_ptr<const Scorer> make_xgboost(const ScorerSource& source);
[[nodiscard]] std::unique_ptr<const Scorer> make_lightgbm(const ScorerSource& source);

// A score from the sum of the leaves, as the tool computes it.
[[nodiscard]] double linked(const Link& link, double sum);

}  // namespace ml_model::trees
