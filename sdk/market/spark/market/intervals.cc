#include "spark/market/intervals.h"

#include <algorithm>
#include <array>
#include <string_view>
#include <utility>

namespace spark::market {

std::string interval_text(int64_t interval_ms) {
  constexpr int64_t hour_ms = 3'600'000, day_ms = 24 * hour_ms;
  constexpr std::array<std::pair<int64_t, std::string_view>, 5> units = {
      {{7 * day_ms, "w"}, {day_ms, "d"}, {hour_ms, "h"}, {60'000, "m"}, {1'000, "s"}}};
  for (const auto& [unit_ms, name] : units) {
    const int64_t count = interval_ms / unit_ms;
    if (count > 0 && interval_ms % unit_ms == 0) return std::to_string(count).append(name);
  }
  return std::to_string(interval_ms) + "ms";
}

std::optional<int64_t> IntervalVote::result() const {
  const auto most =
      std::max_element(votes_.begin(), votes_.end(),
                       [](const auto& a, const auto& b) { return a.second < b.second; });
  if (most == votes_.end()) return std::nullopt;
  return most->first;
}

}  // namespace spark::market
