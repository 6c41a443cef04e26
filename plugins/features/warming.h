// The last day of market files, for a history that would take a day to gather.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <utility>
#include <vector>

#include "stretch.h"

namespace features {

// What the files say, and how much there was to read.
struct Warm {
  std::vector<std::pair<std::string, Stretch>> symbols;
  uint64_t rows = 0;
  uint64_t bad_rows = 0;
  std::string first_bad_row;
};

// Reads one series: a file, a folder of files, or a pattern such as data/*.csv.gz. Rows become
// minutes as the snapshots of requests would. Calls goes_on(rows) every 10,000 rows and ends early
// if it returns false. At most `symbols_max` symbols. Throws spark::Error, which names the file.
// [jobs]
[[nodiscard]] Warm read_market(const std::string& input, uint32_t symbols_max,
                               const std::function<bool(uint64_t rows)>& goes_on);

}  // namespace features
