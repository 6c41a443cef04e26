#include "remember_stage.h"

#include <cmath>

#include "spark/error.h"
#include "spark/lineage_metrics.h"

namespace quality {
namespace {

// Times in milliseconds from 2001 to 2100: those in another unit are none.
constexpr int64_t ts_ms_min = 978'307'200'000;
constexpr int64_t ts_ms_max = 4'102'444'800'000;

constexpr int64_t answered = 200, not_ready = 422;

// Rows of labels that one request takes along.
constexpr uint32_t rows_taken_max = 4;

spark::Lineage lineage_of(const Tracks& tracks, const spark::Config& config) {
  spark::Lineage found = tracks.lineages.of(config.predict("production").model);
  if (!config.has("candidate")) return found;
  const std::string other = tracks.lineages.of(config.predict("candidate").model).name;
  if (other == found.name) return found;
  throw spark::Error("production and candidate are models of two lineages, '" + found.name +
                         "' and '" + other + "'",
                     SPARK_E_INVALID);
}

}  // namespace

Remember::Remember(Tracks& tracks, const spark::Config& config)
    : Remember(tracks, config, lineage_of(tracks, config)) {}

Remember::Remember(Tracks& tracks, const spark::Config& config, const spark::Lineage& lineage)
    : track_(tracks.track(lineage.name)),
      labels_(tracks.labels),
      key_(*this, config.string("key")),
      ts_ms_(*this, config.string("snapshot") + ".ts"),
      mid_(*this, config.string("snapshot") + ".mid") {
  begin(tracks, Role::production, config.predict("production"), lineage);
  if (config.has("candidate")) begin(tracks, Role::candidate, config.predict("candidate"), lineage);
  const spark::LineageMetrics metrics(tracks.metrics, lineage);
  for (size_t i = 0; i < arrivals_.size(); ++i) {
    arrivals_[i] = metrics.counter(
        {.name = "ml_quality_snapshots_total",
         .help = "Snapshots by how they stood to their symbol's minutes of predictions",
         .labels = {{"case", name_of(static_cast<Arrival>(i))}}});
  }
}

void Remember::begin(Tracks& tracks, Role role, const spark::Predict& predict,
                     const spark::Lineage& lineage) {
  const JudgedModel judged = judged_model(tracks.models.find(predict.model));
  track_.begin(role, predict.model, judged, lineage.primary);
  tracks.know(track_, judged);
  auto& asked = asked_[static_cast<size_t>(role)];
  asked.emplace(*this, predict);
  asked->model = judged.key;
}

void Remember::run(spark::Frame frame) const {
  track_.outbox.take(rows_taken_max, [&](const LabelRow& row) { labels_.append(row); });
  if (frame.synthetic()) return;
  const int64_t code = answer_code_.get(frame).value_or(answered);
  if (code != answered && code != not_ready) return;
  arrivals_[static_cast<size_t>(keep(frame))]->add();
}

Arrival Remember::keep(spark::Frame frame) const {
  const auto symbol = key_.get(frame);
  if (!symbol || symbol->empty()) return Arrival::no_symbol;
  const auto ts_ms = ts_ms_.get(frame);
  if (!ts_ms || *ts_ms < ts_ms_min || *ts_ms >= ts_ms_max) return Arrival::no_time;
  const auto mid = mid_.get(frame);
  if (!mid || !std::isfinite(*mid) || *mid <= 0) return Arrival::no_mid;
  Minute minute{*ts_ms, *mid, {}};
  for (size_t role = 0; role < role_count; ++role) {
    if (!asked_[role] || asked_[role]->status.get(frame) != SPARK_STATUS_OK) continue;
    if (const auto score = asked_[role]->score.get(frame))
      minute.said[role] = {asked_[role]->model, *score};
  }
  return track_.minutes.add(*symbol, minute, now_ms_.get(frame).value_or(*ts_ms));
}

}  // namespace quality
