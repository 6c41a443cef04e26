#include "watch_stage.h"

#include "tracks.h"

namespace drift {
namespace {

// An artefact's digest, or what else tells a model from another one.
std::string identity_of(const spark_model_info& info) {
  return *info.sha256 != '\0' ? info.sha256 : info.version;
}

// Without lineages there is no production to tell windows apart by.
Subject subject_of(const Tracks& tracks, const spark::Config& config,
                   const spark::Lineage& lineage) {
  Subject subject;
  subject.lineage = lineage.name;
  for (const spark::LineageModel& each : lineage.models)
    if (each.role == "production")
      subject.production = each.sha256.empty() ? each.version : each.sha256;
  const spark_model_info& info = tracks.models.find(config.predict("model").model);
  subject.model = identity_of(info);
  subject.version = info.version;
  subject.features.assign(info.features, info.features + info.dimension);
  return subject;
}

}  // namespace

Watch::Watch(Tracks& tracks, const spark::Config& config)
    : Watch(tracks, config, tracks.lineages.of(config.predict("model").model)) {}

Watch::Watch(Tracks& tracks, const spark::Config& config, const spark::Lineage& lineage)
    : track_(tracks.track(lineage, config.predict("model").model)),
      layout_(track_.minutes.layout(subject_of(tracks, config, lineage))),
      row_(*this, config.predict("model").slot("row")),
      status_(*this, config.predict("model").slot("status")),
      score_(*this, config.predict("model").slot("score")),
      key_(*this, config.string("key")),
      time_ms_(*this, config.string("time")) {}

// A model that was not ready, not asked, late or in error gives no sample: what it was given may be
// half a row, and there is no score that belongs to it.
void Watch::run(Worker& worker, spark::Frame frame) const {
  if (frame.synthetic()) return;
  Counts& counts = track_.counts.of(worker.number);
  const auto row = row_.get(frame);
  const auto score = score_.get(frame);
  if (!row || !score || status_.get(frame) != SPARK_STATUS_OK) return counts.not_ready.add(1);
  const auto symbol = key_.get(frame);
  if (!symbol || symbol->empty()) return counts.without_key.add(1);
  const auto ts_ms = time_ms_.get(frame);
  if (!ts_ms || *ts_ms < minute_ms) return counts.without_time.add(1);
  counts.add(track_.minutes.add(layout_, *symbol, *ts_ms, now_ms_.get(frame).value_or(*ts_ms), *row,
                                *score));
}

}  // namespace drift
