// Blocks of a day for resampling rows that need not come every minute.
#pragma once

#include <cmath>
#include <cstdint>
#include <span>

namespace training {

inline constexpr int64_t day_ms = 86'400'000;

// How long rows last: from the first to the end of the last, a row being as long as rows are apart
// on average; in days, 0 with fewer than 2 rows. ts_ms ascends. [any]
[[nodiscard]] inline double days_of(std::span<const int64_t> ts_ms) {
  if (ts_ms.size() < 2) return 0;
  const auto count = static_cast<double>(ts_ms.size());
  return static_cast<double>(ts_ms.back() - ts_ms.front()) / day_ms * count / (count - 1);
}

// Rows in a day, on average; at least 1. 1,440 for whole minutes. [any]
[[nodiscard]] inline size_t rows_in_a_day(std::span<const int64_t> ts_ms) {
  const double days = days_of(ts_ms);
  if (days <= 1) return ts_ms.empty() ? 1 : ts_ms.size();
  const double rows = static_cast<double>(ts_ms.size()) / days;
  return rows < 1 ? 1 : static_cast<size_t>(std::lround(rows));
}

}  // namespace training
