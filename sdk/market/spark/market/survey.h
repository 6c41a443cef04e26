// Looks at the beginnings of files before the reader reads them: their kinds, and whether they are
// one series. Several symbols, kinds or intervals are refused, by name.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "spark/market/layout.h"

namespace spark::market {

struct ReadOptions {
  std::optional<std::string> symbol{};  // instead of what the file's name says
  std::optional<double> spread_bp{};    // instead of every spread that is not a snapshot file's own
  bool resample = false;                // shorter rows become minutes
  bool lenient = false;                 // bad rows are counted and left out
};

// The facts in the first rows of a file; see Head::rows_max.
struct Head {
  static constexpr uint32_t rows_max = 1'000;

  std::string path;
  Kind kind = Kind::klines;
  std::string symbol;                  // from the name; empty where it says none
  std::optional<int64_t> interval_ms;  // none of snapshots, and where a single row does not say
};

struct Survey {
  std::vector<Head> heads;            // of the files that are market data
  std::vector<std::string> problems;  // each a sentence that begins with a file

  [[nodiscard]] std::optional<int64_t> interval_ms() const;  // of the first head that knows one
};

[[nodiscard]] Survey survey(const std::vector<std::string>& files, const ReadOptions& options);

}  // namespace spark::market
