#include "phase_times.h"

#include <algorithm>

#include "spark/error.h"

namespace canary {

void PhaseTimes::begin(const Cells& now) {
  before_ = now;
  kept_ = {};
}

PhaseTimes::Cells PhaseTimes::cells(const Cells& now) const {
  Cells all = kept_;
  for (size_t i = 0; i < all.size(); ++i) all[i] += now[i] - std::min(now[i], before_[i]);
  return all;
}

TimeSketch PhaseTimes::of_phase(const Cells& now) const {
  TimeSketch sketch = no_times();
  sketch.go_on_from(cells(now));
  return sketch;
}

// Most cells are empty.
void PhaseTimes::write(spark::ByteWriter& out, const std::string& run, uint32_t phase,
                       const Cells& now) const {
  const Cells all = cells(now);
  out.bytes(run);
  out.u64(phase);
  out.u64(static_cast<uint64_t>(
      std::count_if(all.begin(), all.end(), [](uint64_t count) { return count != 0; })));
  for (size_t i = 0; i < all.size(); ++i) {
    if (all[i] == 0) continue;
    out.u64(i);
    out.u64(all[i]);
  }
}

void PhaseTimes::read(spark::ByteReader& in, const std::string& run, uint32_t phase,
                      const Cells& now) {
  const bool is_same = in.bytes() == run;
  const bool is_open = in.u64() == phase;
  Cells read{};
  for (uint64_t left = in.u64(); left > 0; --left) {
    const uint64_t cell = in.u64();
    const uint64_t count = in.u64();
    if (cell >= read.size()) throw spark::Error("canary: no such time", SPARK_E_INVALID);
    read[cell] = count;
  }
  in.end();
  if (!is_same || !is_open) return;
  kept_ = read;
  before_ = now;
}

}  // namespace canary
