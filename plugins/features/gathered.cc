#include "gathered.h"

#include "arrival.h"
#include "spark/error.h"

namespace features {

void Gathered::take(const std::string& symbol, int64_t ts, const Minute& minute, int64_t now_ms) {
  auto& history = histories_[symbol];
  if (!history && histories_.size() > symbols_max_) {
    throw spark::Error(input_ + ": expected at most " + std::to_string(symbols_max_) +
                           " symbols, as many as the plugin keeps",
                       SPARK_E_INVALID);
  }
  if (!history) history = std::make_unique<History>();
  const Arrival arrival = arrival_of(*history, ts, minute.mid);
  if (!is_kept(arrival)) return;
  if (arrival != Arrival::began) return history->put(ts, minute);
  if (ts <= now_ms + ahead_ms_max) history->restart(ts, minute);
}

void Gathered::give(Warm& out) const {
  for (const auto& [symbol, history] : histories_)
    if (history->newest() != never) out.symbols.emplace_back(symbol, stretch_of(*history));
  if (out.symbols.empty()) throw spark::Error(input_ + ": holds no minute", SPARK_E_INVALID);
}

}  // namespace features
