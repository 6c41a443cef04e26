// A light load generator: one thread, raw epoll, no allocation per request.
//
// Closed loop: each connection keeps `depth` requests outstanding. Open loop: requests fall due at
// a fixed rate, whatever became of those before, and a request's latency begins when it fell due,
// so that a server which stalls is charged for everybody who would have waited.
#pragma once

#include <cstdint>
#include <functional>
#include <string>

#include "bench/histogram.h"

namespace spark::bench {

struct Load {
  uint16_t port = 0;
  std::string request;                                    // whole, as sent
  std::function<void(std::string& request)> before_each;  // makes the next request; may be empty
  uint32_t connections = 1;
  uint32_t depth = 1;       // closed loop: requests outstanding on each connection
  double rate = 0;          // open loop: requests per second over all connections; 0: closed loop
  double seconds = 1;       // of sending; answers outstanding at the end are waited for
  double warm_seconds = 0;  // before them, not recorded
};

struct Result {
  uint64_t answers = 0;  // recorded
  double seconds = 0;    // from the first recorded request to the last recorded answer
  Histogram latency;
};

// When the `index`-th request of an open loop falls due, in ns from its start.
constexpr int64_t due_ns(uint64_t index, double rate) {
  return static_cast<int64_t>(static_cast<double>(index) * 1e9 / rate);
}

// How many bytes at the beginning of `stream` are one whole answer; 0 if it is not all there yet.
// Throws for one that is not a 200 with a Content-Length: a wrong answer is no measurement.
[[nodiscard]] size_t answer_bytes(std::string_view stream);

// Throws when the server cannot be reached, closes, or answers wrongly.
[[nodiscard]] Result run(const Load& load);

}  // namespace spark::bench
