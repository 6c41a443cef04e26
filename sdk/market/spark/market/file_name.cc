#include "spark/market/file_name.h"

#include <algorithm>
#include <array>

#include "spark/market/snapshot.h"

namespace spark::market {
namespace {

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

// 1s, 15m, 4h, 1d, 1w, 1mo.
bool is_interval(std::string_view text) {
  const auto unit =
      static_cast<size_t>(std::find_if_not(text.begin(), text.end(), is_digit) - text.begin());
  constexpr std::array<std::string_view, 7> units = {"s", "m", "h", "d", "w", "mo", "M"};
  return unit > 0 && std::find(units.begin(), units.end(), text.substr(unit)) != units.end();
}

}  // namespace

std::string symbol_of(std::string_view path) {
  const std::string_view name = path.substr(path.find_last_of('/') + 1);
  const size_t dash = name.find('-');
  if (dash == std::string_view::npos || dash == 0) return {};
  const std::string_view rest = name.substr(dash + 1);
  if (!is_interval(rest.substr(0, rest.find_first_of("-.")))) return {};
  const std::string_view symbol = name.substr(0, dash);
  const bool published = std::all_of(symbol.begin(), symbol.end(), [](char c) {
    return is_digit(c) || (c >= 'A' && c <= 'Z') || c == '_';
  });
  return published && is_symbol(symbol) ? std::string(symbol) : std::string();
}

bool is_coin_margined(std::string_view symbol) {
  const size_t bar = symbol.find('_');
  if (bar == std::string_view::npos || !symbol.substr(0, bar).ends_with("USD")) return false;
  const std::string_view kind = symbol.substr(bar + 1);
  return kind == "PERP" || (kind.size() == 6 && std::all_of(kind.begin(), kind.end(), is_digit));
}

}  // namespace spark::market
