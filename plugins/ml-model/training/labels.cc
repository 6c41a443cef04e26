#include "labels.h"

#include <charconv>
#include <cmath>
#include <limits>

#include "rolling_median.h"
#include "spark/market/bars.h"

namespace training {
namespace {

using spark::tool::Error;
using spark::tool::Exit;
using spark::tool::Result;

using spark::market::minute_ms;
constexpr int64_t rv_minutes = 5;
constexpr int64_t day_minutes = 1'440;
constexpr size_t day_needed = 1'433;  // 99.5 % of a day's minutes, rounded up
constexpr double unknown = std::numeric_limits<double>::quiet_NaN();

// A series on the grid of minutes from the first row to the last; NaN where a minute is missing.
struct Grid {
  int64_t first = 0;
  std::vector<double> mids;
  std::vector<size_t> minute_of;  // of each row, from the first one

  explicit Grid(const Dataset& data) {
    if (data.ts_ms.empty()) return;
    first = data.ts_ms.front() / minute_ms;
    mids.assign(static_cast<size_t>(data.ts_ms.back() / minute_ms - first) + 1, unknown);
    minute_of.reserve(data.rows());
    for (size_t i = 0; i < data.rows(); ++i) {
      minute_of.push_back(static_cast<size_t>(data.ts_ms[i] / minute_ms - first));
      mids[minute_of.back()] = data.mids[i];
    }
  }
};

// rv5 of each minute of the grid.
std::vector<double> realised_volatility(const std::vector<double>& mids) {
  std::vector<double> squares(mids.size(), unknown);
  for (size_t m = 1; m < mids.size(); ++m) {
    const double change = std::log(mids[m] / mids[m - 1]);
    squares[m] = change * change;
  }
  std::vector<double> rv(mids.size(), unknown);
  for (size_t m = rv_minutes; m < mids.size(); ++m) {
    double sum = 0;  // anew each time: a running sum would carry its rounding along
    for (size_t k = 0; k < rv_minutes; ++k) sum += squares[m - k];
    rv[m] = std::sqrt(sum);
  }
  return rv;
}

std::vector<double> day_medians(const std::vector<double>& rv) {
  RollingMedian window(day_minutes);
  std::vector<double> medians(rv.size(), unknown);
  for (size_t m = 0; m < rv.size(); ++m) {
    window.add(rv[m]);
    if (window.known() >= day_needed) medians[m] = *window.value();
  }
  return medians;
}

std::optional<double> basis_points(std::string_view text) {
  if (!text.ends_with("bp")) return {};
  text.remove_suffix(2);
  double value = 0;
  const auto [end, code] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (code != std::errc() || end != text.data() + text.size()) return {};
  return value > 0 && value <= 1000 ? std::optional(value) : std::nullopt;
}

Error wrong(std::string text) {
  return {Exit::usage, std::move(text)};
}

Result<LabelRule> volatility_rule(const Target& target, LabelRule rule) {
  if (target.reference != "24h")
    return wrong("target: '" + target.event + "' has the reference '24h', found '" +
                 target.reference + "'");
  if (rule.horizon_ms < rv_minutes * minute_ms)
    return wrong(
        "target: rv5-above-median needs a horizon of at least 5min, since rv5 would "
        "hold minutes that were known; found '" +
        target.horizon + "'");
  rule.kind = LabelRule::Kind::volatility;
  return rule;
}

}  // namespace

std::optional<int64_t> horizon_ms(std::string_view text) {
  int64_t count = 0;
  const auto [end, code] = std::from_chars(text.data(), text.data() + text.size(), count);
  if (code != std::errc() || count <= 0 || count > 604'800) return {};
  const std::string_view unit(end, static_cast<size_t>(text.data() + text.size() - end));
  const int64_t unit_ms = unit == "s"     ? 1'000
                          : unit == "min" ? minute_ms
                          : unit == "h"   ? 3'600'000
                                          : 0;
  const int64_t ms = count * unit_ms;
  return ms > 0 && ms <= 7 * day_minutes * minute_ms ? std::optional(ms) : std::nullopt;
}

Result<LabelRule> label_rule(const Target& target) {
  const std::optional<int64_t> horizon = horizon_ms(target.horizon);
  if (!horizon || *horizon % minute_ms != 0)
    return wrong(
        "target: expected a horizon of whole minutes up to a week, such as '5min', found '" +
        target.horizon + "'");
  LabelRule rule;
  rule.horizon_ms = *horizon;
  if (target.event == "rv5-above-median") return volatility_rule(target, rule);
  std::optional<double> bp;
  if (target.event == "up-move") {
    bp = 0;
  } else if (target.event.starts_with("up-move-")) {
    bp = basis_points(std::string_view(target.event).substr(8));
  } else if (target.event.starts_with("move-")) {
    rule.kind = LabelRule::Kind::any_move;
    bp = basis_points(std::string_view(target.event).substr(5));
  }
  if (!bp)
    return wrong(
        "target: expected the event 'rv5-above-median', 'up-move', 'up-move-10bp' or "
        "'move-10bp' (any number of basis points up to 1000), found '" +
        target.event + "'");
  if (target.reference != "mid")
    return wrong("target: '" + target.event + "' has the reference 'mid', found '" +
                 target.reference + "'");
  rule.bp = *bp;
  return rule;
}

Labels label(const Dataset& data, const LabelRule& rule) {
  const Grid grid(data);
  const auto horizon = static_cast<size_t>(rule.horizon_ms / minute_ms);
  std::vector<double> rv;
  std::vector<double> medians;
  if (rule.kind == LabelRule::Kind::volatility) {
    rv = realised_volatility(grid.mids);
    medians = day_medians(rv);
  }
  const double limit = std::log1p(rule.bp / 10'000);
  Labels labels{std::vector<Label>(data.rows(), Label::unknown), data.ts_ms};
  for (size_t i = 0; i < data.rows(); ++i) {
    const size_t m = grid.minute_of[i];
    const size_t end = m + horizon;
    if (end >= grid.mids.size()) break;
    double value = 0;  // a hit if it is larger than `than`
    double than = limit;
    if (rule.kind == LabelRule::Kind::volatility) {
      value = rv[end];
      than = medians[m];
    } else {
      value = std::log(grid.mids[end] / grid.mids[m]);
      if (rule.kind == LabelRule::Kind::any_move) value = std::abs(value);
    }
    if (std::isnan(value) || std::isnan(than)) continue;
    labels.of[i] = value > than ? Label::hit : Label::miss;
    labels.known_ms[i] = data.ts_ms[i] + rule.horizon_ms;
  }
  return labels;
}

}  // namespace training
