// Which snapshots become samples: a drift sample is one closed minute of one symbol, and its values
// are those of the minute's last snapshot.
//
// A minute is closed when a snapshot of a later one arrives, so that the present one is never
// judged. What comes late, twice or out of order does not enter: it would undo what was closed.
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

// `last_ms` is the time of the symbol's last snapshot that entered, 0 before the first one. Both
// times are of the client's clock; `now_ms` is the host's, in event time where there is one. [any]
[[nodiscard]] constexpr Admitted admit(int64_t last_ms, int64_t ts_ms, int64_t now_ms) {
  if (ts_ms > now_ms + ahead_ms_max) return Admitted::ahead;
  if (minute_of(ts_ms) < minute_of(last_ms)) return Admitted::late;
  if (minute_of(ts_ms) > minute_of(last_ms)) return Admitted::opens;
  if (ts_ms == last_ms) return Admitted::duplicate;
  return ts_ms > last_ms ? Admitted::replaces : Admitted::disordered;
}

[[nodiscard]] constexpr bool enters(Admitted admitted) {
  return admitted == Admitted::opens || admitted == Admitted::replaces;
}

}  // namespace drift
