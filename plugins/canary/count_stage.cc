#include "count_stage.h"

namespace canary {

Count::Count(Arms& arms, const spark::Config& config)
    : arms_(arms),
      production_(*this, config.predict("production")),
      candidate_(*this, config.predict("candidate")),
      selected_(*this, config.string("decide") + ".selected"),
      match_(*this, config.string("match")) {}

bool Count::Asked::was_asked(spark::Frame frame) const {
  const int64_t found = status.get(frame).value_or(SPARK_STATUS_SKIPPED);
  return found != SPARK_STATUS_SKIPPED && found != SPARK_STATUS_NOT_READY;
}

bool Count::Asked::erred(spark::Frame frame) const {
  return status.get(frame) != SPARK_STATUS_OK || !score.get(frame);
}

// What the client did wrong is nobody's error.
void Count::run(Worker& worker, spark::Frame frame) const {
  if (frame.synthetic()) return;
  const int64_t code = code_.get(frame).value_or(0);
  if (code >= 400 && code < 500) return;
  if (!production_.was_asked(frame) || !candidate_.was_asked(frame)) return;

  Sums sums;
  add_pair(frame, sums);
  Counted& counted = arms_.counted.of(worker.number);
  if (const auto ms = production_.elapsed_ms.get(frame)) counted.production_times.add(*ms);
  if (selected_.get(frame).value_or(false)) {
    sums.select(candidate_.erred(frame) || code >= 500 ? 1 : 0);
    if (const auto ms = candidate_.elapsed_ms.get(frame)) counted.times.add(*ms);
  } else {
    sums.leave();
  }
  counted.slots.add(utc_ms_.get(frame).value_or(0), sums);
}

void Count::add_pair(spark::Frame frame, Sums& sums) const {
  const double slo_ms = arms_.slo_ms.load(std::memory_order_relaxed);
  const double limit_ms = arms_.limit_ms.load(std::memory_order_relaxed);
  const bool production_erred = production_.erred(frame);
  const bool candidate_erred = candidate_.erred(frame);
  sums.pairs = 1;
  sums.production_errors = production_erred ? 1 : 0;
  sums.production_only = production_erred && !candidate_erred ? 1 : 0;
  sums.candidate_only = candidate_erred && !production_erred ? 1 : 0;
  if (const auto ms = production_.elapsed_ms.get(frame)) {
    sums.production_timed = 1;
    sums.production_over_slo = *ms > slo_ms ? 1 : 0;
    sums.production_over_limit = *ms > limit_ms ? 1 : 0;
  }
  if (const auto ms = candidate_.elapsed_ms.get(frame)) {
    sums.candidate_timed = 1;
    sums.candidate_over_slo = *ms > slo_ms ? 1 : 0;
    sums.candidate_over_limit = *ms > limit_ms ? 1 : 0;
  }
  if (!candidate_.score.get(frame) || !production_.score.get(frame)) return;
  sums.pairs_scored = 1;
  sums.pairs_matched = match_.get(frame).value_or(false) ? 1 : 0;
}

}  // namespace canary
