// What the configuration says about the host itself: `log:`, `confirm:`, `shutdown:` and
// `retention:`.
#pragma once

#include <cstdint>
#include <string>

#include "base/retention.h"
#include "config/placed.h"

namespace spark::config {

// What is logged, and which requests with their stages' times.
struct Log {
  std::string level = "info";  // debug, info, warn, error
  double slow_request_ms = 10;
  uint32_t slow_requests_per_s = 10;  // of each worker
};

// When a change counts as good: the host has run for so long since and answered so often.
struct Confirm {
  double after_ms = 60'000;
  uint64_t answers = 100;
};

struct Shutdown {
  double announce_ms = 0;  // answers for so long, but is not ready
};

struct Retention {
  Place place;
  base::RetentionProfile profile = base::retention_profiles.front();
};

}  // namespace spark::config
