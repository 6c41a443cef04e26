#include "labelled.h"

#include <cmath>
#include <limits>

namespace quality {

using spark::market::Label;

std::vector<LabelledRow> labelled(std::span<const Minute> closed, Role role, uint64_t model,
                                  const spark::market::LabelRule& rule, int64_t from,
                                  int64_t until) {
  std::vector<LabelledRow> rows;
  if (closed.empty()) return rows;
  const int64_t horizon = rule.horizon_ms / minute_ms;
  const auto minute_at = [&](size_t i) { return minute_of(closed[i].ts_ms); };
  spark::market::RollingLabels rolling(rule);
  size_t given = 0;
  size_t decided = 0;
  for (int64_t minute = minute_at(0); given < closed.size(); ++minute) {
    const bool is_there = minute_at(given) == minute;
    const double mid = is_there ? closed[given].mid : std::numeric_limits<double>::quiet_NaN();
    if (is_there) ++given;
    const spark::market::Decision decision = rolling.add(mid);
    if (decided == given || minute_at(decided) > minute - horizon) continue;
    const Minute& then = closed[decided++];
    const Prediction& said = then.said[static_cast<size_t>(role)];
    if (said.model != model || decision.label == Label::unknown) continue;
    if (minute - horizon < from || minute - horizon >= until) continue;
    rows.push_back({then.ts_ms, said.score, decision});
  }
  return rows;
}

}  // namespace quality
