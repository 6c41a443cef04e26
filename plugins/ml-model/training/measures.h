// How good scores were over a period: what training prints for its folds and evaluation for a span
// that no training saw. Definitions and sources: docs/statistics.md and spark/stats/*.h.
#pragma once

#include <boost/json/object.hpp>
#include <cstdint>
#include <optional>
#include <span>

#include "dataset.h"
#include "frozen.h"

namespace training {

// Rows with a known label and a score; spans of one length, borrowed.
struct ScoredRows {
  std::span<const int64_t> ts_ms;       // ascending
  std::span<const double> scores;       // in [0, 1]
  std::span<const double> persistence;  // the persistence forecast of each row, in [0, 1]
  std::span<const uint8_t> labels;      // 1 for a hit
};

struct Interval {
  double low = 0;
  double high = 0;
};

struct Measures {
  uint64_t rows = 0;
  uint64_t hits = 0;
  int64_t from_ms = 0;   // of the first row
  int64_t until_ms = 0;  // of the last row

  double auc = 0;
  std::optional<Interval> auc_interval;  // 95 %, blocks of a day
  double persistence_auc = 0;

  std::optional<double> precision;  // of the rows above the frozen threshold
  std::optional<double> recall;
  double selected = 0;  // share of rows above it
  double recall_ceiling = 0;
  double recall_floor = 0;
  std::optional<Interval> precision_interval;

  double brier = 0;
  std::optional<double> brier_skill;  // over the training period's base rate
  double log_loss = 0;
  double log_loss_base_rate = 0;
  double log_loss_persistence = 0;
  double gain = 0;                        // log-loss of persistence minus the model's, paired
  std::optional<Interval> gain_interval;  // 95 %, blocks of a day; good if above 0

  std::optional<double> slope;  // calibration; 1 and 0 are perfect
  std::optional<double> intercept;
};

struct MeasureOptions {
  uint32_t replicates = 1000;
  uint64_t seed = 1;
};

// None without a hit or without a miss. [jobs]
[[nodiscard]] std::optional<Measures> measure(const ScoredRows& rows, const Frozen& frozen,
                                              const MeasureOptions& options = {});

[[nodiscard]] boost::json::object as_json(const Measures& measures);

}  // namespace training
