#include "services/day_losses.h"

#include <utility>

namespace spark::services {

void DayLosses::note(const std::string& log, const std::string& day, int64_t utc_ms,
                     uint64_t total) {
  auto& days = losses_[log];
  Loss& loss = days.try_emplace(day, Loss{0, utc_ms}).first->second;
  loss.rows += total - std::exchange(totals_[log], total);
}

std::optional<DayLosses::Loss> DayLosses::of(const std::string& log, const std::string& day) const {
  const auto days = losses_.find(log);
  if (days == losses_.end()) return std::nullopt;
  const auto found = days->second.find(day);
  if (found == days->second.end()) return std::nullopt;
  return found->second;
}

}  // namespace spark::services
