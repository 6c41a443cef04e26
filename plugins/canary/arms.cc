#include "arms.h"

#include <set>

#include "spark/error.h"

namespace canary {

void Arms::serves(const Pair& pair) {
  if (!expected_lineage.empty() && pair.lineage != expected_lineage)
    throw spark::Error(
        "lineage: expected " +
            (pair.lineage.empty() ? "none, since the stages are of no lineage"
                                  : "'" + pair.lineage + "', the lineage of the stages") +
            ", found '" + expected_lineage + "'",
        SPARK_E_INVALID);
  const std::lock_guard held(mutex_);
  if (pair_ && pair_->lineage != pair.lineage)
    throw spark::Error("a canary is of one lineage: '" + pair_->lineage + "', not also '" +
                           pair.lineage + "'; that one needs an entry of its own under plugins:",
                       SPARK_E_INVALID);
  pair_ = pair;
}

std::optional<double> Arms::production_p95_ms() const {
  std::array<uint64_t, TimeSketch::cells> times{};
  counted.each([&](const Counted& one) { one.production_times.add_to(times); });
  TimeSketch sketch = no_times();
  sketch.go_on_from(times);
  return sketch.quantile(0.95);
}

std::array<uint64_t, TimeSketch::cells> Arms::times_now() const {
  std::array<uint64_t, TimeSketch::cells> times{};
  counted.each([&](const Counted& one) { one.times.add_to(times); });
  return times;
}

size_t Arms::distinct_keys() const {
  std::set<uint64_t> keys;
  counted.each([&](const Counted& one) { one.keys.each([&](uint64_t key) { keys.insert(key); }); });
  return keys.size();
}

}  // namespace canary
