#include "serving/route_totals.h"

#include <utility>

namespace spark::serving {

http::Tally* RouteTotals::of(const RouteName& name) {
  const std::lock_guard lock(mutex_);
  Key key{name.listener, name.method, name.route};
  if (const auto found = entries_.find(key); found != entries_.end()) return &found->second->tally;
  if (entries_.size() >= counted_routes_max) return nullptr;
  auto made = std::make_unique<Entry>(workers_);
  return &entries_.emplace(std::move(key), std::move(made)).first->second->tally;
}

void RouteTotals::collect(metrics::Registry& registry) {
  const std::lock_guard lock(mutex_);
  for (const auto& [key, entry] : entries_) {
    for (size_t place = 0; place < http::answer_codes.size(); ++place) {
      const uint64_t count = entry->tally.total(place);
      if (count == 0) continue;
      FollowedCounter& series = entry->series[place];
      if (series.counter.key() == nullptr) {
        const auto& [listener, method, route] = key;
        const uint16_t code = http::answer_codes[place];
        const auto made =
            registry.counter({"spark_http_requests_total",
                              "Requests answered, by route and status code, refusals included",
                              {{"listener", listener},
                               {"method", method},
                               {"route", route},
                               {"code", code == 0 ? "other" : std::to_string(code)}},
                              {},
                              0});
        if (!made) continue;  // there are too many series
        series.counter = *made;
      }
      series.follow(count);
    }
  }
}

}  // namespace spark::serving
