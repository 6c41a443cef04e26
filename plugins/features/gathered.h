// Histories that grow from rows of files or logs, one a symbol, as those of requests do.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "history.h"
#include "stretch.h"

namespace features {

// What the files or rows say, and how much there was to read.
struct Warm {
  std::vector<std::pair<std::string, Stretch>> symbols;
  uint64_t rows = 0;
  uint64_t bad_rows = 0;
  std::string first_bad_row;
};

// [jobs]
class Gathered {
 public:
  Gathered(std::string input, uint32_t symbols_max)
      : input_(std::move(input)), symbols_max_(symbols_max) {}

  // A snapshot of `ts`, which came at `now_ms`. Throws spark::Error for one symbol too many.
  void take(const std::string& symbol, int64_t ts, const Minute& minute, int64_t now_ms);
  // Throws spark::Error where there is no minute at all.
  void give(Warm& out) const;

 private:
  const std::string input_;
  const uint32_t symbols_max_;
  std::map<std::string, std::unique_ptr<History>> histories_;
};

}  // namespace features
