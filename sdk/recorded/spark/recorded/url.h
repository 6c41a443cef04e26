// How recorded days are named: recorder://2024-05-01.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "spark/tool/result.h"

namespace spark::recorded {

inline constexpr std::string_view recorder_scheme = "recorder://";
inline constexpr int64_t day_length_ms = 24LL * 3'600'000;

// "recorder.predict" of "predict" or of itself. Pure.
[[nodiscard]] std::string full_name(std::string_view log);

// Days of one log, by the time of the events (UTC).
struct RecordedDays {
  int64_t from_ms = 0;
  int64_t to_ms = 0;  // the first time that is left out
  std::string log;    // its full name; empty: the only one that there is
};

// "2024-05-01" as milliseconds since 1970; nothing for a text that is no day. Pure.
[[nodiscard]] std::optional<int64_t> day_ms_from(std::string_view text);

// recorder://2024-05-01, recorder://2024-05-01..2024-05-07 (the last day included), and
// recorder://2024-05-01/predict of the log recorder.predict. The error says which form is expected.
// Pure.
[[nodiscard]] tool::Result<RecordedDays> recorded_days(std::string_view url);

}  // namespace spark::recorded
