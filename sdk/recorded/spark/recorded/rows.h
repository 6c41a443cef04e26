// The rows of a recorder's log, read from what `sparkctl rows export` writes as CSV: numbers with
// the fewest digits that read back exactly, so that bits can be compared.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "spark/market/snapshot.h"
#include "spark/recorded/csv.h"
#include "spark/tool/result.h"

namespace spark::recorded {

inline constexpr size_t roles = 3;  // production, candidate, fallback

// What a column f00, f01, … holds.
struct Listed {
  std::string name;
  std::array<bool, roles> is_of{};  // whose feature it is
};
using FeatureList = std::vector<Listed>;

struct Recorded {
  uint32_t log = 0;
  uint32_t list = 0;
  int64_t at_ms = 0;        // of the event
  int64_t received_ms = 0;  // when the request came, by the host's clock
  int64_t sequence = 0;     // order within a start of the host
  int64_t dropped = 0;      // rows that the log lost before
  bool is_recorded = true;  // else it is a minute of a market file, which warms
  bool has_time = false;
  bool advances = true;  // its symbol's history, rather than reading it
  bool has_input = false;
  market::Snapshot snapshot;            // NaN where the request had no value
  std::optional<int64_t> sent_ts_ms{};  // as it came; snapshot.ts_ms is 0 where nothing has memory
  std::array<int64_t, roles> status{};  // SPARK_STATUS_*; -1: the stage did not run
  uint32_t seen = 0;                    // features that a model was given, as bits
  size_t first_value = 0;  // of as many as the list is long; only within the time asked
};

// The end of a log, in the order in which its rows were answered.
struct LogEnd {
  std::string name;
  int64_t received_ms = INT64_MIN;
  int64_t sequence = 0;
  int64_t dropped = 0;
};

// Of one log or several. Rows before and after the time asked are there without values, to warm
// histories; those of more than a day after it are left out, but for the log's end.
struct Recording {
  std::vector<LogEnd> logs;
  std::vector<FeatureList> lists;
  std::vector<Recorded> rows;
  std::vector<double> values;  // NaN for null
};

// Takes the text of one log piece by piece, and adds its rows to a recording.
class RowReader {
 public:
  // `place` names the text in errors. Values are kept of rows with from_ms <= at < to_ms.
  RowReader(Recording& recording, std::string place, int64_t from_ms, int64_t to_ms);
  RowReader(const RowReader&) = delete;
  RowReader& operator=(const RowReader&) = delete;

  // An error names the line, and what it expected.
  tool::Result<void> add(std::string_view text) { return lines_.add(text); }
  tool::Result<void> finish();

 private:
  tool::Result<void> take(std::span<const std::string> cells);
  tool::Result<void> read_head();
  tool::Result<void> read_row();
  tool::Result<uint32_t> list_of_row();
  [[nodiscard]] const std::string& cell(size_t column) const { return cells_[places_[column]]; }
  template <class Number>
  bool number(size_t column, Number& value, bool& is_there) const;
  [[nodiscard]] tool::Error wrong(const std::string& what) const;

  Recording& recording_;
  const std::string place_;
  const int64_t from_ms_, to_ms_;
  const uint32_t log_;
  CsvLines lines_;
  std::span<const std::string> cells_;  // of the line that is read
  std::vector<size_t> places_;  // of the columns that are needed; empty before the first line
  std::vector<std::pair<std::string, uint32_t>> known_lists_;
};

}  // namespace spark::recorded
