// All comparisons: the counts of each worker, and the counts inherited from the plugin object that
// this one replaced.
//
// When plugin objects are exchanged, the successor loads the predecessor's counts. Later it adds
// what the predecessor counted until the last worker left it (spark/handover.h). Both go to a tally
// of its own that the builder alone writes, so workers count on without a lock.
#pragma once

#include <cstdint>

#include "spark/handover.h"
#include "spark/per_worker.h"
#include "tally.h"

namespace shadow {

class Tallies {
 public:
  explicit Tallies(uint32_t workers) : counted_(workers) {}

  [[nodiscard]] Tally& of(uint32_t worker) { return counted_.of(worker); }

  [[nodiscard]] Tally::Totals totals() const noexcept;                              // [any]
  [[nodiscard]] Pairs recent(int64_t now_ns) const noexcept;                        // [any]
  void save(spark::ByteWriter& out, int64_t now_ns) const;                          // [builder]
  void load(spark::ByteReader& in, int64_t now_ns);                                 // [builder]
  void merge(spark::ByteReader& before, spark::ByteReader& after, int64_t now_ns);  // the same

 private:
  // Calls call(tally) for each, the inherited one included.
  template <class Call>
  void each(Call&& call) const {
    counted_.each(call);
    call(inherited_);
  }

  spark::PerWorker<Tally> counted_;
  Tally inherited_;
};

}  // namespace shadow
