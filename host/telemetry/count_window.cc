#include "telemetry/count_window.h"

#include <algorithm>

#include "base/assert.h"

namespace spark::telemetry {

// One more than there are steps has passed when the first is dropped, and one is being added.
CountWindow::CountWindow(int64_t span_ms, uint32_t steps, size_t width)
    : span_ms_(span_ms),
      step_ms_(span_ms / steps),
      width_(width),
      moments_(steps + 2),
      counts_(moments_.size() * width),
      latest_counts_(width) {}

void CountWindow::drop_first() {
  first_ = place_of(1);
  --kept_;
}

void CountWindow::take(const Moment& now, std::span<const uint64_t> counts) {
  SPARK_ASSERT(counts.size() == width_, "a window always takes the same counts");
  for (size_t i = 0; i < width_; ++i)
    if (counts[i] < latest_counts_[i]) kept_ = 0;
  latest_ = now;
  std::copy(counts.begin(), counts.end(), latest_counts_.begin());
  while (kept_ > 1 && moments_[place_of(1)].steady_ms <= now.steady_ms - span_ms_) drop_first();
  if (kept_ > 0 && now.steady_ms - moments_[place_of(kept_ - 1)].steady_ms < step_ms_) return;
  if (kept_ == moments_.size()) drop_first();
  const size_t place = place_of(kept_++);
  moments_[place] = now;
  std::copy(counts.begin(), counts.end(), counts_.begin() + static_cast<ptrdiff_t>(place * width_));
}

std::optional<CountWindow::Growth> CountWindow::growth() const {
  if (kept_ == 0) return std::nullopt;
  Growth growth{moments_[first_].utc_ms, latest_.utc_ms, latest_counts_};
  for (size_t i = 0; i < width_; ++i) growth.by[i] -= counts_[first_ * width_ + i];
  return growth;
}

}  // namespace spark::telemetry
