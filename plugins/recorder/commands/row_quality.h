// How good the recorded rows of a window are, and what is wrong with them. Pure.
#pragma once

#include <cstdint>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "log_rows.h"

namespace recorder {

// What rows must keep to be trained on and judged by.
inline constexpr double completeness_min = 0.995;  // of the window's minutes, exclusive
inline constexpr int64_t gap_minutes_max = 5;
inline constexpr double missing_max = 0.005;        // of one input's or feature's values
inline constexpr int64_t ahead_ms_max = 100;        // of the host's clock, exclusive
inline constexpr uint64_t constant_rows_min = 100;  // fewer equal values say nothing
inline constexpr size_t gaps_listed_max = 20;       // the longest

struct Gap {
  std::string symbol;
  int64_t from_ms = 0;  // the first minute without a row
  int64_t minutes = 0;
};

// What there is of one input or feature.
struct ColumnQuality {
  uint64_t rows = 0;  // that should have a value
  uint64_t missing = 0;
  uint64_t infinite = 0;
  uint64_t out_of_range = 0;  // of an input
  double first = no_number;
  bool is_constant = true;
};

struct SymbolQuality {
  uint64_t rows = 0;
  uint64_t minutes = 0;  // with a row
  double completeness = 0;
  int64_t longest_gap = 0;  // minutes
};

struct Quality {
  int64_t from_ms = 0, to_ms = 0;  // of the window; whole minutes
  uint64_t rows = 0;
  uint64_t without_input = 0;  // a row of features came instead of a snapshot
  uint64_t without_time = 0;
  uint64_t duplicates = 0;  // the time of an earlier row of the symbol
  uint64_t disordered = 0;  // a time before that of an earlier row of the symbol
  uint64_t lost = 0;        // rows that the log had no room for
  uint64_t refused = 0;     // 4xx
  uint64_t failed = 0;      // 5xx
  int64_t ahead_ms = 0;     // by which a time was after the host's, at most
  std::map<std::string, SymbolQuality> symbols;
  std::vector<Gap> gaps;  // the longest first
  uint64_t gaps_in_all = 0;
  std::map<std::string, ColumnQuality> inputs, features;
  std::map<std::string, uint64_t> sources, models;
  std::vector<std::string> problems;  // empty: the rows are good
  std::vector<std::string> warnings;

  [[nodiscard]] bool is_good() const { return problems.empty(); }
};

class QualityCount {
 public:
  void add(const LogRow& row);
  // Of the minutes from `from_ms` to `to_ms`; where one is nothing, from the first or to the last
  // row. Call it once.
  [[nodiscard]] Quality finish(std::optional<int64_t> from_ms, std::optional<int64_t> to_ms);

 private:
  struct Ordered {
    int64_t received_ms, sequence, at_ms, dropped;
    uint32_t symbol;
    bool has_time;
  };
  void add_column(ColumnQuality& column, double value);
  void judge_order();
  void judge_minutes();

  std::vector<Ordered> in_order_;
  std::map<std::string, uint32_t> symbols_;
  std::vector<std::set<int64_t>> minutes_;  // with a row, of each symbol
  Quality found_;
};

// What is wrong, in words, and what is worth a look. Pure.
void judge(Quality& quality);

}  // namespace recorder
