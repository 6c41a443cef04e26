#include "arms.h"

#include "spark/error.h"

namespace canary {

void Arms::serves(const Pair& pair) {
  const std::lock_guard held(mutex_);
  if (pair_ && pair_->lineage != pair.lineage)
    throw spark::Error(
        "a canary is of one lineage: '" + pair_->lineage + "', not also '" + pair.lineage + "'",
        SPARK_E_INVALID);
  pair_ = pair;
}

}  // namespace canary
