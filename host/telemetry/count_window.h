// Counts that only ever grow, over a span of time: by how much they grew in the last five minutes,
// say.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

namespace spark::telemetry {

struct Moment {
  int64_t steady_ms = 0;  // decides what is too old
  int64_t utc_ms = 0;     // is shown
};

// For one thread at a time.
class CountWindow {
 public:
  // Keeps `width` counts at `steps` moments, `span_ms / steps` apart. All memory is taken here.
  CountWindow(int64_t span_ms, uint32_t steps, size_t width);

  // What was counted by now. Counts that have fallen are of something new: the window begins anew.
  // `counts` are `width` many, and moments come in their order.
  void take(const Moment& now, std::span<const uint64_t> counts);

  struct Growth {
    int64_t from_utc_ms = 0;
    int64_t to_utc_ms = 0;
    std::vector<uint64_t> by;
  };
  // Nothing before the first take(). Otherwise between the first moment that is kept and the last
  // one: the whole span, and up to one step more, once it has passed.
  [[nodiscard]] std::optional<Growth> growth() const;

 private:
  [[nodiscard]] size_t place_of(size_t index) const { return (first_ + index) % moments_.size(); }
  void drop_first();

  const int64_t span_ms_;
  const int64_t step_ms_;
  const size_t width_;
  std::vector<Moment> moments_;   // a ring of those that are kept …
  std::vector<uint64_t> counts_;  // … and the counts of each
  size_t first_ = 0;
  size_t kept_ = 0;
  Moment latest_;
  std::vector<uint64_t> latest_counts_;
};

}  // namespace spark::telemetry
