// Where snapshots come from, one at a time and in bounded memory: files, or the simulator.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "market_csv.h"
#include "spark/tool/gzip_lines.h"

namespace spark::replay {

struct SourceOptions {
  std::string symbol;               // for rows that name none
  std::optional<double> spread_bp;  // instead of every spread that is not the snapshot file's own
  uint64_t rows_max = UINT64_MAX;
};

struct SourceCounts {
  uint64_t rows = 0;
  uint64_t warming = 0;            // sent with the neutral RSI, since 15 closes were not seen yet
  uint64_t out_of_order = 0;       // not later than the row before
  std::string first_out_of_order;  // "file:12"
};

class Source {
 public:
  virtual ~Source() = default;

  // The next snapshot; false at the end. After an error the source is done with.
  virtual tool::Result<bool> next(Snapshot& out) = 0;

  [[nodiscard]] virtual const SourceCounts& counts() const = 0;
  [[nodiscard]] virtual std::string name() const = 0;    // "klines from 6 files"
  [[nodiscard]] virtual std::string spread() const = 0;  // where spreads come from, for the report
};

// Reads the files one after the other; all must be of one kind. RSI state goes on from file to
// file. Errors name file and line.
std::unique_ptr<Source> open_files(std::vector<std::string> files, SourceOptions options);

}  // namespace spark::replay
