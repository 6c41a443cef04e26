// THE reader of market files. Replay, training and evaluation read recorded minutes with it, and so
// see the same rows, the same snapshots and the same refusals.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>

#include "spark/market/bars.h"
#include "spark/market/continuity.h"
#include "spark/market/findings.h"
#include "spark/market/lines.h"
#include "spark/market/rows.h"
#include "spark/market/survey.h"

namespace spark::market {

// Reads the files of a survey one after the other, in bounded memory. The RSI goes on from file to
// file.
class Reader {
 public:
  Reader(Survey survey, ReadOptions options);

  // The next snapshot; false at the end. Errors name file, line and column; after an error the
  // reader gives no more. A lenient reader counts errors instead of returning them.
  tool::Result<bool> next(Snapshot& out);

  // The findings so far.
  [[nodiscard]] const Findings& findings() const { return findings_; }

  static constexpr size_t symbols_max = 10'000;  // of snapshot files

 private:
  const Head& head() const { return survey_.heads[opened_ - 1]; }  // of the file being read

  // The next row as it stands in its file.
  tool::Result<bool> next_row(Row& row);
  tool::Result<bool> next_line(std::string_view& line);
  tool::Result<void> open_next();
  tool::Result<Follows> note(const Row& row);
  // Turns a row into a snapshot; false if the row gives none.
  tool::Result<bool> take(const Row& row, Snapshot& out);
  tool::Result<bool> give(const Bar& minute, Snapshot& out);
  tool::Result<bool> give(Snapshot& out);
  void count(Counted& counted) const;
  bool tolerated(const tool::Error& row);

  Survey survey_;
  ReadOptions options_;
  int64_t interval_ms_;
  bool resampling_;
  Findings findings_;
  Deriver deriver_;
  MinuteMaker minutes_;
  std::map<std::string, Continuity, std::less<>> markets_;  // by symbol
  size_t opened_ = 0;
  std::optional<LineReader> lines_;
  Layout layout_;  // of the file being read
};

// Reads all rows, and reports their mistakes.
[[nodiscard]] Findings inspect(const std::vector<std::string>& files, ReadOptions options);

}  // namespace spark::market
