// Which snapshots become samples: a drift sample is one closed minute of one symbol, and its values
// are those of the minute's last snapshot.
//
// A minute is closed when a snapshot of a later one arrives, or five seconds after its end if its
// last snapshot came as a live one does, so that the present one is never judged. What comes late,
// twice or out of order does not enter: it would undo what was closed.
#pragma once

#include <cstdint>

namespace drift {

inline constexpr int64_t minute_ms = 60'000;

// Minutes since 1970, of any time from then on. [any]
[[nodiscard]] constexpr int64_t minute_of(int64_t ts_ms) {
  return ts_ms / minute_ms;
}

enum class Admitted : uint8_t {
  opens,       // the first of a later minute, which closes the one before
  replaces,    // a later one of the present minute
  duplicate,   // of the same time as the last one
  disordered,  // before the last one, in its minute
  late,        // of a minute that is closed
  ahead,       // of a time that the host's clock has not reached: it would close minutes too early
};

// How far a client's clock may be ahead of the host's.
inline constexpr int64_t ahead_ms_max = minute_ms;

// `last_ms` is the time of the symbol's last snapshot that entered, 0 before the first one; minutes
// before `open`, which is that snapshot's minute or the next one, are closed. Both times are of the
// client's clock; `now_ms` is the host's, in event time where there is one. [any]
[[nodiscard]] constexpr Admitted admit(int64_t last_ms, int64_t open, int64_t ts_ms,
                                       int64_t now_ms) {
  if (ts_ms > now_ms + ahead_ms_max) return Admitted::ahead;
  if (minute_of(ts_ms) < open) return Admitted::late;
  if (minute_of(ts_ms) > minute_of(last_ms)) return Admitted::opens;
  if (ts_ms == last_ms) return Admitted::duplicate;
  return ts_ms > last_ms ? Admitted::replaces : Admitted::disordered;
}

inline constexpr int64_t close_after_ms = 5'000;

// Whether the clock closes the minute of the snapshot of `ts_ms`, which came at `came_ms` (0: not
// known). Data that lag by more than that, and recorded ones, wait for what follows: their minutes
// would close before they are whole. [any]
[[nodiscard]] constexpr bool is_over(int64_t ts_ms, int64_t came_ms, int64_t now_ms) {
  if (came_ms == 0 || came_ms - ts_ms > close_after_ms) return false;
  return now_ms >= (minute_of(ts_ms) + 1) * minute_ms + close_after_ms;
}

[[nodiscard]] constexpr bool enters(Admitted admitted) {
  return admitted == Admitted::opens || admitted == Admitted::replaces;
}

}  // namespace drift
