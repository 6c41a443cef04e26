// The findings of reading market files, for replay's report and for `sparkctl data check`.
#pragma once

#include <boost/json/value.hpp>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "spark/market/layout.h"

namespace spark::market {

// How often, and where first: "file:12".
struct Counted {
  uint64_t count = 0;
  std::string first;
};

struct Findings {
  // The input.
  uint64_t files = 0;
  std::optional<Kind> kind;
  std::string symbol;  // the first; empty: neither file names nor rows say one
  uint64_t symbols = 0;
  std::optional<int64_t> interval_ms;  // of klines and quotes

  // The rows.
  uint64_t rows = 0;
  uint64_t warming = 0;  // snapshots with the neutral RSI: 15 closes in a row were not seen
  int64_t from_ms = INT64_MAX;
  int64_t until_ms = INT64_MIN;  // of the latest row

  // The mistakes.
  Counted gaps;
  uint64_t missing = 0;      // rows, in all gaps
  uint64_t longest_gap = 0;  // rows
  std::string longest_gap_at;
  Counted duplicates;    // of the time of the latest row
  Counted out_of_order;  // earlier than the latest row
  Counted off_grid;      // not at a whole multiple of the interval
  Counted odd_volumes;   // quote and base volume do not fit the prices
  Counted bad_rows;
  std::string first_bad_row;          // its mistake
  std::vector<std::string> problems;  // of files, and of the series that they make together

  [[nodiscard]] bool good() const;
};

[[nodiscard]] boost::json::value as_json(const Findings& findings);
[[nodiscard]] std::string as_text(const Findings& findings);

// "3; first at file:12", or "none".
[[nodiscard]] std::string counted_text(const Counted& counted);

}  // namespace spark::market
