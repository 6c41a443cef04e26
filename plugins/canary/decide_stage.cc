#include "decide_stage.h"

#include <string>

namespace canary {
namespace {

std::string target_of(const spark::Models& models, const std::string& name) {
  const spark_model_info& info = models.find(name);
  return std::string(info.target_event) + "/" + info.target_horizon + "/" + info.target_reference;
}

}  // namespace

Decide::Decide(Arms& arms, const spark::Config& config)
    : arms_(arms),
      candidate_score_(*this, config.predict("candidate").slot("score")),
      key_(*this, config.has("key") ? config.string("key") : std::string("request.id")) {
  if (config.has("symbol")) symbol_.emplace(*this, config.string("symbol"));
  if (config.has("ts")) ts_.emplace(*this, config.string("ts"));
  const std::string production = config.predict("production").model;
  const std::string candidate = config.predict("candidate").model;
  const spark::Lineage lineage = arms.lineages.of(candidate);
  const bool same_target = target_of(arms.models, production) == target_of(arms.models, candidate);
  arms.serves({lineage.name, lineage.primary, production, candidate, same_target});
}

std::optional<uint64_t> Decide::live_key(spark::Frame frame) const {
  const auto key = key_.get(frame);
  if (!key || key->empty()) return {};
  return hash_of(*key);
}

uint64_t Decide::counting_key(spark::Frame frame) const {
  std::optional<int64_t> ts;
  if (ts_) ts = ts_->get(frame).value_or(0);
  return canary::counting_key(symbol_ ? symbol_->get(frame).value_or("") : "", ts,
                              sequence_.get(frame).value_or(0));
}

// One read of the flag a request: an abort between two reads could not make half a decision.
void Decide::run(Worker& worker, spark::Frame frame) const {
  const int64_t weight = arms_.weight.get();
  const std::optional<uint64_t> live = live_key(frame);
  if (live && !frame.synthetic()) arms_.counted.of(worker.number).keys.see(*live);
  const bool answers = weight > 1;
  bool is_selected = false;
  if (weight > 0 && !frame.synthetic()) {
    const uint32_t share = answers ? static_cast<uint32_t>(weight - 1)
                                   : arms_.split_ppm.load(std::memory_order_relaxed);
    const std::optional<uint64_t> key = answers ? live : std::optional(counting_key(frame));
    is_selected = key && position_of(*key) < share;
  }
  selected_.set(frame, is_selected);
  score_.set(frame, answers && is_selected ? candidate_score_.get(frame) : std::nullopt);
}

}  // namespace canary
