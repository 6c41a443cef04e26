// Days that a host has recorded, as an input of tools: recorder://2024-05-01.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "spark/recorded/rows.h"
#include "spark/tool/result.h"

namespace spark::recorded {

inline constexpr std::string_view recorder_scheme = "recorder://";

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

// The rows of these days in the order in which they were answered, without what models said. Errors
// where there is none, and where a host has several logs and none is named. [tools]
[[nodiscard]] tool::Result<Recording> read_days(const RecordedDays& days,
                                                const std::string& state_dir);

// Whether a row can be sent again: it has ts and the four values of its input. Pure.
[[nodiscard]] bool is_whole(const Recorded& row);

// Rows as a file of snapshots, for readers of market files; in the order of their times, as minutes
// are. Rows that are not whole are left out. Pure.
[[nodiscard]] std::string snapshots_csv(const Recording& recording);

}  // namespace spark::recorded
