// The interval between rows: the most frequent one.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>

namespace spark::market {

// "1m", "4h", "1w"; "90s" and "1500ms" for intervals that no exchange publishes.
[[nodiscard]] std::string interval_text(int64_t interval_ms);

// One vote a row; the few rows around an outage must not decide.
class IntervalVote {
 public:
  void add(int64_t interval_ms) { ++votes_[interval_ms]; }
  // The interval with the most votes, the shortest of several; none without a vote.
  [[nodiscard]] std::optional<int64_t> result() const;

 private:
  std::map<int64_t, uint32_t> votes_;
};

}  // namespace spark::market
