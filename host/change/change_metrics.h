// Series of changes: how many of each kind were applied or refused, and how long they took.
#pragma once

#include <array>

#include "base/error.h"
#include "change/change.h"
#include "metrics/registry.h"

namespace spark::change {

class ChangeMetrics {
 public:
  static base::Result<ChangeMetrics> create(metrics::Registry& registry);

  void record(Verb verb, uint32_t status,
              double seconds) const;  // [control, builder, jobs, writer]

 private:
  struct Series {
    Verb verb;
    metrics::Counter applied;
    metrics::Counter refused;
    metrics::Histogram duration_seconds;  // of those applied
  };
  std::array<Series, 6> all_;
};

}  // namespace spark::change
