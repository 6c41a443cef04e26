#include "spark/market/snapshot.h"

#include <algorithm>
#include <charconv>

namespace spark::market {

std::optional<Impossible> impossible(const Snapshot& snapshot) {
  if (!mid_limit.holds(snapshot.mid)) return Impossible{&mid_limit, snapshot.mid};
  if (!spread_bp_limit.holds(snapshot.spread_bp)) {
    return Impossible{&spread_bp_limit, snapshot.spread_bp};
  }
  if (!vol_1m_limit.holds(snapshot.vol_1m)) return Impossible{&vol_1m_limit, snapshot.vol_1m};
  if (!rsi_14_limit.holds(snapshot.rsi_14)) return Impossible{&rsi_14_limit, snapshot.rsi_14};
  return std::nullopt;
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
  if (snapshot.spread_estimated) out += R"(,"spreadEstimated":true)";
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

}  // namespace spark::market
