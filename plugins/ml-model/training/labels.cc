#include "labels.h"

#include <limits>

#include "spark/market/rolling_labels.h"

namespace training {

using spark::market::label_minute_ms;

spark::tool::Result<LabelRule> label_rule(const Target& target) {
  return spark::market::label_rule(target.event, target.horizon, target.reference);
}

Labels label(const Dataset& data, const LabelRule& rule) {
  Labels labels{std::vector<Label>(data.rows(), Label::unknown), data.ts_ms};
  if (data.ts_ms.empty()) return labels;
  const auto minute_of = [&](size_t row) { return data.ts_ms[row] / label_minute_ms; };
  const int64_t horizon = rule.horizon_ms / label_minute_ms;
  spark::market::RollingLabels rolling(rule);
  size_t given = 0;    // rows whose minutes were given
  size_t decided = 0;  // rows whose labels were asked for
  for (int64_t minute = minute_of(0); given < data.rows(); ++minute) {
    double mid = std::numeric_limits<double>::quiet_NaN();  // of a missing minute
    for (; given < data.rows() && minute_of(given) == minute; ++given) mid = data.mids[given];
    const Label one = rolling.add(mid).label;
    for (; decided < given && minute_of(decided) <= minute - horizon; ++decided) {
      labels.of[decided] = one;
      // The minute has a mid, or nothing would be known: of the last row that was given.
      if (one != Label::unknown) labels.known_ms[decided] = data.ts_ms[given - 1];
    }
  }
  return labels;
}

}  // namespace training
