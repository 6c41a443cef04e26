#include "snapshots.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <string_view>

namespace spark::replay {

std::optional<double> WilderRsi::next(double close) {
  const std::optional<double> last = last_close_;
  last_close_ = close;
  if (!last) return std::nullopt;

  const double gain = std::max(0.0, close - *last);
  const double loss = std::max(0.0, *last - close);
  if (changes_seen_ < changes) {
    gain_ += gain;
    loss_ += loss;
    if (++changes_seen_ < changes) return std::nullopt;
    gain_ /= changes;
    loss_ /= changes;
  } else {
    gain_ = (gain_ * (changes - 1) + gain) / changes;
    loss_ = (loss_ * (changes - 1) + loss) / changes;
  }
  if (gain_ + loss_ == 0) return neutral;
  return 100 * gain_ /
         (gain_ + loss_);  // 100 - 100 / (1 + gain / loss), without its division by zero
}

double estimated_spread_bp(const Bar& bar) {
  const double range_bp = 1e4 * (bar.high - bar.low) / bar.close;
  return std::clamp(range_bp / 20, estimated_spread_bp_min, estimated_spread_bp_max);
}

bool Deriver::derive(const Bar& bar, Snapshot& out) {
  const std::optional<double> rsi = rsi_.next(bar.close);
  out.ts_ms = bar.ts_ms;
  out.mid = bar.close;
  out.vol_1m = bar.quote_volume;
  out.rsi_14 = rsi.value_or(WilderRsi::neutral);
  out.spread_bp = spread_bp_      ? *spread_bp_
                  : bar.spread_bp ? *bar.spread_bp
                                  : estimated_spread_bp(bar);
  return rsi.has_value();
}

void append_json(std::string& out, const Snapshot& snapshot) {
  const auto number = [&out](std::string_view name, auto value) {
    char digits[32];
    out.append(name).append(digits, std::to_chars(digits, digits + sizeof digits, value).ptr);
  };
  out += '{';
  if (!snapshot.symbol.empty()) out.append(R"("symbol":")").append(snapshot.symbol).append(R"(",)");
  number(R"("snapshot":{"ts":)", snapshot.ts_ms);
  number(R"(,"mid":)", snapshot.mid);
  number(R"(,"spreadBp":)", snapshot.spread_bp);
  number(R"(,"vol1m":)", snapshot.vol_1m);
  number(R"(,"rsi14":)", snapshot.rsi_14);
  out += "}}";
}

bool is_symbol(std::string_view text) {
  constexpr size_t symbol_bytes_max = 32;
  return text.size() <= symbol_bytes_max && std::all_of(text.begin(), text.end(), [](char c) {
           return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
                  std::string_view("._:/-").find(c) != std::string_view::npos;
         });
}

}  // namespace spark::replay
