#include "compare.h"

#include "plugin.h"
#include "spark/stats/pairs.h"
#include "targets.h"

namespace shadow {
namespace {

int64_t status_of(const spark::Input<int64_t>& status, spark::Frame frame) {
  return status.get(frame).value_or(SPARK_STATUS_SKIPPED);
}

}  // namespace

Compare::Compare(Shadow& plugin, const spark::Config& config)
    : plugin_(plugin),
      target_difference_(target_difference(plugin.models, config.predict("primary").model,
                                           config.predict("candidate").model)),
      primary_score_(*this, config.predict("primary").slot("score")),
      primary_status_(*this, config.predict("primary").slot("status")),
      candidate_score_(*this, config.predict("candidate").slot("score")),
      candidate_status_(*this, config.predict("candidate").slot("status")) {
  if (config.has("selected")) selected_.emplace(*this, config.string("selected"));
  plugin_.untallied.made(this);
}

Compare::~Compare() {
  plugin_.untallied.gone(this);
}

Compare::Worker::Worker(const Compare& compare, uint32_t number) {
  if (number != 0) return;
  if (!compare.target_difference_.empty())
    compare.plugin_.log.warn("the two models are not compared, since their targets differ: " +
                             compare.target_difference_);
  if (compare.plugin_.untallied.has(&compare))
    compare.plugin_.log.warn(
        "a compare stage has no tally stage behind it: nothing that it finds is counted; add "
        "{plugin: shadow, stage: tally, with: {compare: …, primary: …, candidate: …}}");
}

void Compare::run(Worker&, spark::Frame frame) const {
  const Comparison found = judge(frame);
  match_.set(frame, spark::stats::is_pair_match(found.delta, plugin_.match_threshold));
  delta_.set(frame, found.delta);
  outcome_.set(frame, static_cast<int64_t>(found.outcome));
}

Compare::Comparison Compare::judge(spark::Frame frame) const {
  if (selected_ && !selected_->get(frame).value_or(false)) return {};
  switch (status_of(candidate_status_, frame)) {
    case SPARK_STATUS_SKIPPED:
    case SPARK_STATUS_NOT_READY:
      return {};
    case SPARK_STATUS_LATE:
      return {Outcome::late};
    case SPARK_STATUS_OK:
      break;
    default:
      return {Outcome::error};
  }
  const auto candidate = candidate_score_.get(frame);
  const auto primary = primary_score_.get(frame);
  if (!candidate) return {Outcome::error};
  if (!primary && status_of(primary_status_, frame) == SPARK_STATUS_NOT_READY) return {};
  if (!primary) return {Outcome::no_primary};
  if (!target_difference_.empty()) return {Outcome::other_target};
  return {Outcome::pair,
          spark::stats::pair_delta({SPARK_STATUS_OK, primary}, {SPARK_STATUS_OK, candidate}, true)};
}

}  // namespace shadow
