// How a snapshot stands to its symbol's history: whether it is kept, and what it is answered with.
// docs/features.md has the table of cases.
#pragma once

#include <cstdint>

#include "history.h"

namespace features {

enum class Arrival : uint8_t {
  advanced,   // of a later minute: closes the newest one
  updated,    // of the newest minute, and later than what that has
  began,      // begins a history: its symbol's first, or the source has gone on or back far
  duplicate,  // of the very time of the newest one
  earlier,    // of the newest minute, and earlier than what that has
  late,       // of a minute before the newest one
  jumped,     // after a wide gap, and no second minute says so yet
  off,        // its mid is too far from those of the two minutes before
  ahead,      // would begin a history in the host's future
  no_time,    // without a time that can be one
  no_mid,
  no_symbol,
  not_listed,  // of a symbol that the configuration leaves out
  no_room,     // of one symbol too many
  read,        // of a stage that only reads, or a probe
  count_
};

// The label's value in metrics.
[[nodiscard]] const char* name_of(Arrival arrival);

// Mids further than this from the mid of the minute before are answered and not kept; unless they
// are near that of the minute before that one: a stray mid must not put all that follow off.
inline constexpr double mid_step_max = 0.5;
// So many minutes in a row beyond a wide gap begin another history: a stray time of the future must
// not end one that took a day to gather.
inline constexpr uint32_t jump_count_min = 2;
// Further than this before the newest minute, a source may have gone back;
inline constexpr int64_t back_minutes_min = 60;
// it has when so many minutes in a row say it, and none a later one.
inline constexpr uint32_t back_count_min = 6;
// How far a history may begin in the host's future.
inline constexpr int64_t ahead_ms_max = 3'600'000;

// Of a snapshot with a plausible time and a mid. Never `ahead`, which a clock tells of what begins.
// Counts what may have gone on or back far. [worker]
[[nodiscard]] Arrival arrival_of(History& history, int64_t ts, double mid);

// The snapshot becomes part of the history.
[[nodiscard]] constexpr bool is_kept(Arrival arrival) {
  return arrival == Arrival::advanced || arrival == Arrival::updated || arrival == Arrival::began;
}
// Features of the history are answered, with the snapshot as the last minute.
[[nodiscard]] constexpr bool is_answered(Arrival arrival) {
  return is_kept(arrival) || arrival == Arrival::duplicate || arrival == Arrival::earlier ||
         arrival == Arrival::off;
}

}  // namespace features
