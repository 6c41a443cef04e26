// What alerts ask of a pair, about the candidate: recent.match_rate_5min, _10min and _1h,
// recent.error_rate_5min and _10min, recent.p95_ms_5min and _10min.
//
// As the rules of Prometheus have it: of the window and nothing before it, the present minute
// included, and of 100 samples at least. With fewer a figure is absent, so that one bad pair at
// night wakes nobody.
#pragma once

#include <cstdint>
#include <vector>

#include "pair_bucket.h"

namespace shadow {

void add_alert_figures(const PairBuckets& minutes, int64_t now_ms, std::vector<Figure>& all);

}  // namespace shadow
