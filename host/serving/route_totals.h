// Counts each route's responses by status code, refusals included. Workers count; the series follow
// when metrics are rendered. A series exists from the route's first response of that code.
#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <tuple>

#include "http/tally.h"
#include "metrics/registry.h"
#include "serving/http_metrics.h"

namespace spark::serving {

inline constexpr size_t counted_routes_max = 500;  // over a host's life; routes come and go

// The name of a route in series: from the configuration, never from a client's request.
struct RouteName {
  std::string listener;
  std::string method;
  std::string route;  // its path, or a pattern: "/v2/models/{model}/infer"
};

class RouteTotals {
 public:
  explicit RouteTotals(uint32_t workers) : workers_(workers) {}

  // Returns the same tally for the same route; the tally lives as long as this object. Null if
  // there are counted_routes_max other routes. [builder]
  [[nodiscard]] http::Tally* of(const RouteName& name);

  // Brings the series up to the counts. By one thread at a time. [jobs]
  void collect(metrics::Registry& registry);

 private:
  struct Entry {
    explicit Entry(uint32_t workers) : tally(workers) {}
    http::Tally tally;
    std::array<FollowedCounter, http::answer_codes.size()> series;  // of the code's first answer on
  };
  using Key = std::tuple<std::string, std::string, std::string>;

  uint32_t workers_;
  std::mutex mutex_;  // guards the map; entries never move and never go
  std::map<Key, std::unique_ptr<Entry>> entries_;
};

}  // namespace spark::serving
