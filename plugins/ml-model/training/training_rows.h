// The rows of a dataset that a model can be fitted to or judged on, as the fits take them.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "dataset.h"
#include "fit.h"
#include "folds.h"
#include "labels.h"
#include "spark/tool/result.h"

namespace training {

// Spans and vectors of one length, but for `values`, which has names.size() a row.
struct TrainingRows {
  std::vector<std::string> names;
  std::vector<int64_t> ts_ms;  // ascending
  std::vector<LabelSpan> spans;
  std::vector<double> values;
  std::vector<uint8_t> labels;      // 1 for a hit
  std::vector<double> persistence;  // the x of the persistence forecast

  [[nodiscard]] size_t size() const { return ts_ms.size(); }
  [[nodiscard]] LabelledRows labelled() const { return {names, values, labels}; }
  [[nodiscard]] TrainingRows subset(std::span<const uint32_t> rows) const;
  [[nodiscard]] TrainingRows between(size_t begin, size_t end) const;
};

struct RowChoice {
  std::vector<std::string> features;  // each a column of the dataset
  int64_t from_ms = INT64_MIN;        // of the snapshot
  int64_t until_ms = INT64_MAX;       // by then the label is known
};

// The x of the persistence forecast of each row: the feature `input`, or, where that is empty, the
// newest label that was known. The error names a feature that is not there. [tools]
[[nodiscard]] spark::tool::Result<std::vector<double>> persistence_inputs(const Dataset& data,
                                                                          const Labels& labels,
                                                                          const LabelRule& rule,
                                                                          const std::string& input);

// Rows within the choice with a known label, and with a number for each feature and for
// persistence. [tools]
[[nodiscard]] spark::tool::Result<TrainingRows> usable_rows(const Dataset& data,
                                                            const Labels& labels,
                                                            std::span<const double> persistence,
                                                            const RowChoice& choice);

}  // namespace training
