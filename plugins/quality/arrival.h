// How a snapshot stands to its symbol's minutes, and so whether it enters them. The values of a
// minute are those of its last snapshot; it is closed when a snapshot of a later one enters. What
// is late, double or out of order would undo a closed minute, and does not enter.
#pragma once

#include <cstdint>

#include "spark/per_worker.h"

namespace quality {

inline constexpr int64_t minute_ms = 60'000;
inline constexpr int64_t day_minutes = 1'440;

// Minutes since 1970, of any time from then on. [any]
[[nodiscard]] constexpr int64_t minute_of(int64_t ts_ms) {
  return ts_ms / minute_ms;
}

enum class Arrival : uint8_t {
  advanced,    // the first of a later minute, which closes the one before
  updated,     // a later one of the open minute
  began,       // the symbol's first, or of a source that has gone back in time
  duplicate,   // of the very time of the last one
  disordered,  // of the open minute, before the last one
  late,        // of a closed minute
  off,         // its mid is too far from that of the minute before
  ahead,       // of a time that the host's clock has not reached: it would close minutes too early
  no_time,     // without a time in milliseconds that can be one
  no_mid,
  no_symbol,
  no_room,  // of one symbol too many
  count_
};

// The label's value in metrics.
[[nodiscard]] const char* name_of(Arrival arrival);

[[nodiscard]] constexpr bool enters(Arrival arrival) {
  return arrival == Arrival::advanced || arrival == Arrival::updated || arrival == Arrival::began;
}

// How far a client's clock may be ahead of the host's.
inline constexpr int64_t ahead_ms_max = minute_ms;
// Mids further than this share from that of the minute before do not enter.
inline constexpr double mid_step_max = 0.5;
// Beyond so many missing minutes the mid before says nothing any more.
inline constexpr int64_t mid_gap_minutes_max = 5;
// Further than this before the open minute a source may have gone back;
inline constexpr int64_t back_minutes_min = 60;
// it has when so many minutes in a row say it, and none a later one.
inline constexpr uint32_t back_count_min = 6;

// Of one symbol: the snapshot that entered last, and what arrivals are judged by.
struct Last {
  spark::Cell<uint32_t> number;  // of the symbol, from 1; 0: none has entered
  spark::Cell<uint64_t> life;    // how often its minutes began; those of an earlier life are void
  spark::Cell<int64_t> ts_ms;
  spark::Cell<int64_t> first;  // minute of this life
  spark::Cell<double> mid;
  spark::Cell<int64_t> minute_before;  // the last closed one, and its mid
  spark::Cell<double> mid_before;
  spark::Cell<int64_t> back_minute;
  spark::Cell<uint32_t> back_count;
};

// Of a snapshot with a plausible time and a mid; `now_ms` is the host's clock. Counts what may have
// gone back. [worker]
[[nodiscard]] Arrival arrival_of(Last& last, int64_t ts_ms, double mid, int64_t now_ms);

// The snapshot entered so. [worker]
void enter(Last& last, Arrival arrival, int64_t ts_ms, double mid);

}  // namespace quality
