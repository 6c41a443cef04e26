// TokenBucket: a limit of so much a second, of which some may come at once.
#pragma once

#include <algorithm>
#include <cstdint>
#include <optional>

namespace spark::services {

// By one thread at a time. Full when it is made.
class TokenBucket {
 public:
  constexpr TokenBucket(double per_second, double at_once_max)
      : per_second_(per_second), at_once_max_(at_once_max), tokens_(at_once_max) {}

  // False, and nothing is taken, if there are fewer. `now_ns` is of a steady clock.
  bool take(double tokens, int64_t now_ns) {
    if (at_ns_)
      tokens_ = std::min(at_once_max_,
                         tokens_ + static_cast<double>(now_ns - *at_ns_) / 1e9 * per_second_);
    at_ns_ = now_ns;
    if (tokens > tokens_) return false;
    tokens_ -= tokens;
    return true;
  }

 private:
  double per_second_;
  double at_once_max_;
  double tokens_;
  std::optional<int64_t> at_ns_;  // when tokens were asked for last
};

}  // namespace spark::services
