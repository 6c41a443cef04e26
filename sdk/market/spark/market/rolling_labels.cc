#include "spark/market/rolling_labels.h"

#include <algorithm>
#include <cmath>

namespace spark::market {
namespace {

constexpr double unknown = std::numeric_limits<double>::quiet_NaN();

}  // namespace

RollingLabels::RollingLabels(const LabelRule& rule)
    : rule_(rule),
      move_limit_(std::log1p(rule.bp / 10'000)),
      rv5s_(rule.kind == LabelRule::Kind::volatility ? median_minutes : 1),
      then_(static_cast<size_t>(rule.horizon_ms / label_minute_ms), unknown) {
  squares_.fill(unknown);
}

RollingLabels::Day RollingLabels::add_to_day(double mid) {
  const double change = std::log(mid / last_mid_);
  last_mid_ = mid;
  std::move(squares_.begin() + 1, squares_.end(), squares_.begin());
  squares_.back() = change * change;
  double sum = 0;  // anew each time: a running sum would carry its rounding along
  for (const double square : squares_) sum += square;
  Day day;
  day.rv5 = std::sqrt(sum);
  rv5s_.add(day.rv5);
  day.median = rv5s_.known() >= median_minutes_min ? rv5s_.value().value_or(unknown) : unknown;
  return day;
}

Decision RollingLabels::add(double mid) {
  double& then = then_[next_];
  if (++next_ == then_.size()) next_ = 0;
  Decision out;
  if (rule_.kind == LabelRule::Kind::volatility) {
    const Day day = add_to_day(mid);
    out.value = day.rv5;
    out.limit = then;
    then = day.median;
  } else {
    out.value = std::log(mid / then);
    if (rule_.kind == LabelRule::Kind::any_move) out.value = std::abs(out.value);
    out.limit = move_limit_;
    then = mid;
  }
  if (std::isnan(out.value) || std::isnan(out.limit)) return {};
  out.label = out.value > out.limit ? Label::hit : Label::miss;
  return out;
}

}  // namespace spark::market
