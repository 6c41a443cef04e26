// Series of the HTTP layer: the workers' counts, read when metrics are rendered.
#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <vector>

#include "base/error.h"
#include "http/server.h"
#include "metrics/registry.h"

namespace spark::serving {

// Of all workers, since the start. [any]
[[nodiscard]] uint64_t requests_of(const http::Server& server);

// A counter that follows a count kept elsewhere, which only ever grows.
struct FollowedCounter {
  metrics::Counter counter;
  uint64_t seen = 0;

  void follow(uint64_t count) {
    counter.add(count - seen);
    seen = count;
  }
};

class HttpMetrics {
 public:
  static base::Result<HttpMetrics> create(metrics::Registry& registry);

  // Brings the series up to the server's counts. By one thread at a time.
  void collect(const http::Server& server);

 private:
  using Member = http::Count http::Counts::*;

  metrics::Gauge connections_;
  std::vector<std::pair<Member, FollowedCounter>> counts_;
  std::array<FollowedCounter, http::refusal_codes.size()> refused_;
};

}  // namespace spark::serving
