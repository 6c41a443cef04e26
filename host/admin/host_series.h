// The host's own series: its own counts, and counts of other layers that are read when metrics are
// rendered.
#pragma once

#include <cstdint>

#include "admin/process_series.h"
#include "base/error.h"
#include "change/change_metrics.h"
#include "http/server.h"
#include "metrics/registry.h"
#include "serving/http_metrics.h"

namespace spark::admin {

class HostSeries {
 public:
  static base::Result<HostSeries> create(metrics::Registry& registry);

  // The present values that the series follow; all but the generation only ever grow.
  struct Present {
    const http::Server& server;
    uint64_t generation = 0;
    uint32_t libraries = 0;  // plugin libraries that are mapped
    uint64_t safe_moves = 0;
    uint64_t safe_repeats = 0;
    uint64_t not_acting_calls = 0;
    uint64_t evidence_refused = 0;
  };
  // Brings the series up to the present. By one thread at a time.
  void collect(const Present& present);

  [[nodiscard]] change::ChangeMetrics& changes() { return changes_; }

 private:
  serving::HttpMetrics http_;
  ProcessSeries process_;
  change::ChangeMetrics changes_;
  metrics::Gauge generation_;
  metrics::Gauge libraries_;
  serving::FollowedCounter log_dropped_;
  serving::FollowedCounter safe_moves_;
  serving::FollowedCounter safe_repeats_;
  serving::FollowedCounter not_acting_calls_;
  serving::FollowedCounter evidence_refused_;
};

}  // namespace spark::admin
