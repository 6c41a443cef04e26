// Where snapshots come from, one at a time and in bounded memory: files, or the simulator.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "spark/market/reader.h"

namespace spark::replay {

using market::Snapshot;

struct SourceOptions {
  market::ReadOptions read;
  uint64_t rows_max = UINT64_MAX;
  // Only rows of [from, until) are given; what is derived from rows before, such as an RSI, is as
  // if they had been.
  int64_t from_ms = INT64_MIN;
  int64_t until_ms = INT64_MAX;
};

class Source {
 public:
  virtual ~Source() = default;

  // The next snapshot; false at the end. After an error the source gives no more.
  virtual tool::Result<bool> next(Snapshot& out) = 0;

  [[nodiscard]] virtual const market::Findings& findings() const = 0;  // so far
  [[nodiscard]] virtual std::string name() const = 0;                  // "klines from 6 files"
  [[nodiscard]] virtual std::string spread() const = 0;  // where spreads come from, for the report
};

// The files as one series, or why they are none: see market/survey.h.
tool::Result<std::unique_ptr<Source>> open_files(const std::vector<std::string>& files,
                                                 const SourceOptions& options);

}  // namespace spark::replay
