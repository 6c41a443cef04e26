#include "spark/market/label_rule.h"

#include <charconv>
#include <utility>

#include "spark/market/rolling_labels.h"

namespace spark::market {
namespace {

std::optional<double> basis_points(std::string_view text) {
  if (!text.ends_with("bp")) return {};
  text.remove_suffix(2);
  double value = 0;
  const auto [end, code] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (code != std::errc() || end != text.data() + text.size()) return {};
  return value > 0 && value <= 1000 ? std::optional(value) : std::nullopt;
}

tool::Error wrong(std::string text) {
  return {tool::Exit::usage, std::move(text)};
}

tool::Result<LabelRule> volatility_rule(const std::string& event, const std::string& horizon,
                                        const std::string& reference, LabelRule rule) {
  if (reference != "24h")
    return wrong("target: '" + event + "' has the reference '24h', found '" + reference + "'");
  if (rule.horizon_ms < rv_minutes * label_minute_ms)
    return wrong(
        "target: rv5-above-median needs a horizon of at least 5min, since rv5 would "
        "hold minutes that were known; found '" +
        horizon + "'");
  rule.kind = LabelRule::Kind::volatility;
  return rule;
}

}  // namespace

std::optional<int64_t> horizon_ms(std::string_view text) {
  constexpr int64_t week_ms = 7 * 1'440 * label_minute_ms;
  int64_t count = 0;
  const auto [end, code] = std::from_chars(text.data(), text.data() + text.size(), count);
  if (code != std::errc() || count <= 0 || count > 604'800) return {};
  const std::string_view unit(end, static_cast<size_t>(text.data() + text.size() - end));
  const int64_t unit_ms = unit == "s"     ? 1'000
                          : unit == "min" ? label_minute_ms
                          : unit == "h"   ? 3'600'000
                                          : 0;
  const int64_t ms = count * unit_ms;
  return ms > 0 && ms <= week_ms ? std::optional(ms) : std::nullopt;
}

tool::Result<LabelRule> label_rule(const std::string& event, const std::string& horizon,
                                   const std::string& reference) {
  const std::optional<int64_t> ms = horizon_ms(horizon);
  if (!ms || *ms % label_minute_ms != 0)
    return wrong(
        "target: expected a horizon of whole minutes up to a week, such as '5min', found '" +
        horizon + "'");
  LabelRule rule;
  rule.horizon_ms = *ms;
  if (event == "rv5-above-median") return volatility_rule(event, horizon, reference, rule);
  std::optional<double> bp;
  if (event == "up-move") {
    bp = 0;
  } else if (event.starts_with("up-move-")) {
    bp = basis_points(std::string_view(event).substr(8));
  } else if (event.starts_with("move-")) {
    rule.kind = LabelRule::Kind::any_move;
    bp = basis_points(std::string_view(event).substr(5));
  }
  if (!bp)
    return wrong(
        "target: expected the event 'rv5-above-median', 'up-move', 'up-move-10bp' or "
        "'move-10bp' (any number of basis points up to 1000), found '" +
        event + "'");
  if (reference != "mid")
    return wrong("target: '" + event + "' has the reference 'mid', found '" + reference + "'");
  rule.bp = *bp;
  return rule;
}

}  // namespace spark::market
