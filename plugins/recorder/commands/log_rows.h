// Rows of the recorder's log as its tools read them, from what `sparkctl rows export` writes.
#pragma once

#include <array>
#include <cstdint>
#include <functional>
#include <limits>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "spark/recorded/csv.h"
#include "spark/tool/result.h"

namespace recorder {

inline constexpr size_t inputs = 4;
// As clients send them, and as evidence names them.
inline constexpr std::array<std::string_view, inputs> input_names = {"mid", "spreadBp", "vol1m",
                                                                     "rsi14"};
inline constexpr double no_number = std::numeric_limits<double>::quiet_NaN();

// One feature of a row.
struct LoggedFeature {
  std::string_view name;
  double value = no_number;  // NaN: null
  bool is_given = false;     // a model was given a row with it
};

struct LogRow {
  int64_t at_ms = 0;        // of the event
  int64_t received_ms = 0;  // when the request came
  int64_t sequence = 0;
  int64_t dropped = 0;  // rows that the log had lost before
  std::string symbol;
  std::optional<int64_t> ts_ms;
  bool advances = true;
  std::array<double, inputs> input{};  // NaN: null
  std::optional<int64_t> code;
  std::string source;
  std::vector<std::string> models;  // "v1.8-b0@9f2c…", of each role that is recorded
  std::vector<LoggedFeature> features;
};

// Takes the text of one log piece by piece.
class LogRowReader {
 public:
  using Take = std::function<void(const LogRow&)>;

  // `place` names the text in errors. `take` gets each row, valid during the call.
  LogRowReader(std::string place, Take take);
  LogRowReader(const LogRowReader&) = delete;
  LogRowReader& operator=(const LogRowReader&) = delete;

  // An error names the line, and what it expected.
  spark::tool::Result<void> add(std::string_view text) { return lines_.add(text); }
  spark::tool::Result<void> finish();

 private:
  using Cells = std::span<const std::string>;
  spark::tool::Result<void> read_head(Cells cells);
  spark::tool::Result<void> read_row(Cells cells);
  bool read_features(Cells cells, uint64_t bits);
  [[nodiscard]] spark::tool::Error wrong(const std::string& what) const;

  const std::string place_;
  const Take take_;
  spark::recorded::CsvLines lines_;
  std::vector<size_t> places_;  // of the columns that are needed; empty before the first line
  std::string lists_;           // that `names_` was made of
  std::vector<std::string> names_;
  LogRow row_;
};

}  // namespace recorder
