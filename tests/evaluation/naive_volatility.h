// The features of set v1.8.2 and the volatility label in plain loops over one gapless market: slow,
// and sharing nothing with the plugins but the definitions of docs/training.md and
// docs/operating.md.
#pragma once

#include <cstddef>
#include <vector>

#include "evaluation/volume_market.h"

namespace spark::test {

// Returns in waves of hours, so that volatility persists; directions are noise.
[[nodiscard]] std::vector<Minute> wave_market(size_t minutes);

// bias, ret_1m_vol, ret_5m_vol, log_volume_dev, spread_rel (0: estimated), rsi14_z, rv_5m_rel,
// rv_15m_rel, rv_60m_rel of minute m, which has two days before it.
[[nodiscard]] std::vector<double> naive_features(const std::vector<Minute>& market, size_t m);

// rv5(m + 5) > M(m).
[[nodiscard]] bool naive_label(const std::vector<Minute>& market, size_t m);

// A logistic model with a scaler and a calibration, of these features.
[[nodiscard]] training::ArtefactPlan volatility_model();

// Its score of a row, by hand.
[[nodiscard]] double naive_score(const training::ArtefactPlan& plan,
                                 const std::vector<double>& row);

}  // namespace spark::test
