// spark/stats/forecast.h: how good probabilities are: Brier score and logarithmic loss (Gneiting
// and Raftery, "Strictly proper scoring rules, prediction, and estimation", JASA 2007).
//
// Both are proper: nobody scores better on average by saying something else than what he believes.
// Lower is better. For two models on the same rows, compare row by row: the interval of the mean
// difference (block_bootstrap.h) is far narrower than the difference of two intervals.
#pragma once

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <optional>

namespace spark::stats {

// (p - y)^2 of one row: 0 best, 1 worst. p in [0, 1]. [any]
[[nodiscard]] inline double brier(double probability, bool is_hit) {
  const double error = probability - (is_hit ? 1 : 0);
  return error * error;
}

// -ln of the probability that was given to what came, in nats: 0 best. A probability nearer to 0 or
// 1 than 1e-15 counts as 1e-15 off, so that one row cannot make the mean infinite. [any]
[[nodiscard]] inline double log_loss(double probability, bool is_hit) {
  const double p = std::clamp(probability, 1e-15, 1 - 1e-15);
  return is_hit ? -std::log(p) : -std::log1p(-p);
}

// Sums over rows; merged by adding up. One thread at a time. [any]
struct ForecastScore {
  // Kept as sums, so that those of two periods add up. To be kept over a restart as they are.
  uint64_t rows = 0;
  uint64_t hits = 0;
  double brier_sum = 0;
  double log_loss_sum = 0;

  // False, and nothing counted, for a probability outside [0, 1] or NaN.
  bool add(double probability, bool is_hit) {
    if (!(probability >= 0 && probability <= 1)) return false;
    ++rows;
    hits += is_hit ? 1 : 0;
    brier_sum += brier(probability, is_hit);
    log_loss_sum += log_loss(probability, is_hit);
    return true;
  }

  // Means; none without rows.
  [[nodiscard]] std::optional<double> mean_brier() const { return mean(brier_sum); }
  [[nodiscard]] std::optional<double> mean_log_loss() const { return mean(log_loss_sum); }

  // 1 - Brier score / that of the constant forecast `base_rate`, which is the TRAINING period's:
  // above 0 the model is better than knowing only that. None without rows, or where the constant
  // made no error. base_rate in [0, 1].
  [[nodiscard]] std::optional<double> brier_skill(double base_rate) const {
    const auto hit_count = static_cast<double>(hits);
    const double constant = hit_count * brier(base_rate, true) +
                            (static_cast<double>(rows) - hit_count) * brier(base_rate, false);
    if (constant == 0) return {};
    return 1 - brier_sum / constant;
  }

 private:
  [[nodiscard]] std::optional<double> mean(double sum) const {
    if (rows == 0) return {};
    return sum / static_cast<double>(rows);
  }
};

}  // namespace spark::stats
