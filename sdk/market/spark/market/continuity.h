// Where the rows of one market skip, repeat or go back. Pure.
#pragma once

#include <cstdint>
#include <optional>

namespace spark::market {

// How a row follows the rows before it.
enum class Follows : uint8_t {
  next,       // also the first row
  gap,        // rows before this one are missing
  duplicate,  // of the time of the latest row
  earlier,    // than the latest row
};

class Continuity {
 public:
  // Rows are `unit_ms` apart; where several may fall into one unit, those of a unit follow each
  // other.
  explicit Continuity(int64_t unit_ms) : unit_ms_(unit_ms) {}

  // The latest row is the latest in time: a row that goes back does not change it.
  Follows add(int64_t ts_ms);

  // How many rows the gap just found is wide.
  [[nodiscard]] uint64_t missing() const { return missing_; }

 private:
  int64_t unit_ms_;
  std::optional<int64_t> latest_ms_;
  uint64_t missing_ = 0;
};

}  // namespace spark::market
