#include "symbols.h"

#include <algorithm>
#include <map>
#include <utility>
#include <vector>

namespace features {
namespace {

using Stretches = std::map<std::string, Stretch, std::less<>>;

spark::Counter counter(const spark::Metrics& metrics, Arrival arrival) {
  return metrics.counter({.name = "ml_feature_snapshots_total",
                          .help = "Snapshots by how they stood to their symbol's minutes",
                          .labels = {{"case", name_of(arrival)}}});
}

template <size_t... i>
std::array<spark::Counter, sizeof...(i)> counters(const spark::Metrics& metrics,
                                                  std::index_sequence<i...>) {
  return {counter(metrics, static_cast<Arrival>(i))...};
}

// In the order in which they were saved.
std::vector<std::pair<std::string, Stretch>> read_all(spark::ByteReader& in) {
  std::vector<std::pair<std::string, Stretch>> out;
  const uint64_t count = in.u64();
  for (uint64_t i = 0; i < count; ++i) {
    std::string symbol(in.bytes());
    out.emplace_back(std::move(symbol), read_stretch(in));
  }
  in.end();
  return out;
}

}  // namespace

Symbols::Symbols(spark::Host host, uint32_t capacity, std::vector<std::string> only)
    : histories_(capacity),
      only_(std::move(only)),
      clock_(host),
      arrivals_(counters(spark::Metrics(host),
                         std::make_index_sequence<static_cast<size_t>(Arrival::count_)>())) {
  const spark::Metrics metrics(host);
  metrics.computed<&Symbols::ready>(
      *this, {.name = "ml_feature_symbols_ready", .help = "Symbols with a whole history"});
  metrics.computed<&Symbols::warming>(
      *this, {.name = "ml_feature_symbols_warming", .help = "Symbols whose history is not whole"});
  metrics.computed<&Symbols::seconds_left>(
      *this, {.name = "ml_feature_left_seconds",
              .help = "Time until the history of the last warming symbol is whole, at least"});
}

bool Symbols::admits(std::string_view symbol) const {
  return only_.empty() || std::find(only_.begin(), only_.end(), symbol) != only_.end();
}

Symbols::Seen Symbols::look(std::string_view symbol, int64_t ts, const Minute& values, bool keeps) {
  Seen seen{Arrival::no_room, {}, false};
  if (!admits(symbol)) {
    seen.arrival = Arrival::not_listed;
  } else if (keeps) {
    histories_.update(symbol, [&](History& history) {
      seen.arrival = take(history, ts, values);
      seen.is_answered = is_answered(seen.arrival);
      if (seen.is_answered) seen.windows = history.windows_at(minute_of(ts));
    });
  } else {
    seen.arrival = Arrival::read;
    histories_.update_known(symbol, [&](History& history) {
      seen.is_answered = history.newest() != never && minute_of(ts) >= history.newest();
      if (seen.is_answered) seen.windows = history.windows_at(minute_of(ts));
    });
  }
  count(seen.arrival);
  return seen;
}

Arrival Symbols::take(History& history, int64_t ts, const Minute& values) {
  Arrival arrival = arrival_of(history, ts, values.mid);
  const bool may_begin = arrival == Arrival::began || arrival == Arrival::jumped;
  if (may_begin && ts > clock_.utc_ms() + ahead_ms_max) arrival = Arrival::ahead;
  if (!is_kept(arrival)) return arrival;
  if (arrival == Arrival::began) {
    history.restart(ts, values);
  } else {
    history.put(ts, values);
  }
  history.set_live();
  if (arrival != Arrival::updated) changes_.fetch_add(1, std::memory_order_relaxed);
  return arrival;
}

bool Symbols::join(std::string_view symbol, const Stretch& other, const Stretch& stale) {
  if (other.minutes.empty()) return true;
  if (!admits(symbol)) return false;
  const auto spare = std::make_unique<History>();
  const bool has_room = histories_.update(symbol, [&](History& history) {
    features::join(history, other, stale, *spare);
    history.windows_at(history.newest());
  });
  if (has_room) changes_.fetch_add(1, std::memory_order_relaxed);
  return has_room;
}

void Symbols::save(spark::ByteWriter& out) const {
  Stretches all;
  std::vector<std::string> order;
  each([&](std::string_view symbol, const History& history) {
    order.emplace_back(symbol);
    all.emplace(symbol, stretch_of(history));
  });
  out.u64(order.size());
  for (const std::string& symbol : order) {
    out.bytes(symbol);
    write(out, all.at(symbol));
  }
}

void Symbols::load(spark::ByteReader& in) {
  const auto all = read_all(in);
  histories_.reset();
  for (const auto& [symbol, stretch] : all) join(symbol, stretch);
}

void Symbols::merge(spark::ByteReader& before, spark::ByteReader& after) {
  const auto loaded = read_all(before);
  const auto all = read_all(after);
  Stretches stale(loaded.begin(), loaded.end());
  for (const auto& [symbol, stretch] : all) {
    const auto found = stale.find(symbol);
    const bool is_new = found == stale.end() || found->second.last_ts != stretch.last_ts ||
                        found->second.life != stretch.life;
    if (is_new) join(symbol, stretch, found == stale.end() ? Stretch() : found->second);
  }
}

Symbols::Readiness Symbols::readiness() const {
  Readiness out;
  each([&out](std::string_view, const History& history) {
    if (history.newest() == never) return;
    const int64_t left = history.minutes_left();
    (left == 0 ? out.ready : out.warming) += 1;
    out.minutes_left = std::max(out.minutes_left, static_cast<double>(left));
  });
  return out;
}

}  // namespace features
