// The parts of an exchange's file name: BTCUSDT-1m-2024-05.zip.
#pragma once

#include <string>
#include <string_view>

namespace spark::market {

// The symbol, where the name is SYMBOL-INTERVAL, then a dash, a dot or the end; else empty.
[[nodiscard]] std::string symbol_of(std::string_view path);

// Whether the symbol is that of a contract that is paid in coins (BTCUSD_PERP, BTCUSD_240628): the
// quote volumes of its files are coins as well.
[[nodiscard]] bool is_coin_margined(std::string_view symbol);

}  // namespace spark::market
