// Days and weeks in UTC, and which reports are due. Pure.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace report {

inline constexpr int64_t day_ms = 86'400'000;
inline constexpr int64_t minute_ms = 60'000;
inline constexpr int64_t days_caught_up_max = 31;

// Days are counted since 1970-01-01, which is 0. [any]
[[nodiscard]] int64_t day_of(int64_t utc_ms);
// "2024-05-31". [any]
[[nodiscard]] std::string date_text(int64_t day);
// The day of "2024-05-31"; nothing for another text, or a day that is none. [any]
[[nodiscard]] std::optional<int64_t> day_of_text(std::string_view text);
// "2024-05-31T00:00:00Z". [any]
[[nodiscard]] std::string time_text(int64_t utc_ms);

// A week of ISO 8601: Monday to Sunday, in the year that has its Thursday.
struct Week {
  int64_t monday = 0;  // its day
  std::string name;    // "2024-W22"
};
[[nodiscard]] Week week_of(int64_t day);
[[nodiscard]] std::optional<Week> week_of_text(std::string_view text);

// The days whose reports are due now, oldest first, at most 31: those after the last that was
// reported and before `today`. Where none was reported yet: from the first that was measured on;
// none where none was. So a restart at midnight leaves no day out and has none twice. [any]
[[nodiscard]] std::vector<int64_t> days_due(std::optional<int64_t> last_reported,
                                            std::optional<int64_t> first_measured, int64_t today);

}  // namespace report
