// What looks found, for others: series, facts, records, and psi_snapshot.json.
#include <algorithm>
#include <cmath>

#include "plugin.h"
#include "snapshot_json.h"
#include "spark/error.h"
#include "verdict.h"

namespace drift {
namespace {

// The host has room for 512 facts of all plugins.
constexpr size_t features_told_max = 32;
constexpr uint32_t labels_kept = 255;

// One family of the primary lineage, and the same of others.
struct Family {
  struct Named {
    const char* name;
  };
  Named primary;
  Named of_lineage;
  const char* label;  // "" for none
  const char* help;
};
constexpr Family overall_family = {{.name = "ml_psi_score"},
                                   {.name = "ml_lineage_psi_score"},
                                   "",
                                   "PSI of the inputs over seven days, on average"};
constexpr Family feature_family = {{.name = "ml_psi_feature_score"},
                                   {.name = "ml_lineage_psi_feature_score"},
                                   "feature",
                                   "PSI of an input over seven days"};
constexpr Family window_family = {{.name = "ml_psi_window_score"},
                                  {.name = "ml_lineage_psi_window_score"},
                                  "window",
                                  "PSI of the inputs over a window, on average"};

struct Series {
  const Family& family;
  std::string text;  // of the label
  double value = 0;
};

std::vector<Series> series_of(const Judge& judge, const Findings& findings) {
  std::vector<Series> all;
  const ModelReference& reference = *judge.reference();
  const WindowFigures& seven_days = findings.windows[week];
  if (has_enough(seven_days, week)) {
    if (seven_days.overall) all.push_back({overall_family, "", *seven_days.overall});
    for (size_t i = 0; i < reference.score(); ++i)
      if (const auto value = seven_days.series[i].psi.value)
        all.push_back({feature_family, public_name(reference, i), *value});
  }
  for (size_t w = 0; w < window_lengths.size(); ++w)
    if (findings.windows[w].samples >= samples_min && findings.windows[w].overall)
      all.push_back({window_family, window_lengths[w].name, *findings.windows[w].overall});
  return all;
}

}  // namespace

void Drift::tell(Track& track) {
  record(track);
  track.findings.events.clear();
  set_gauges(track);
  publish_facts(track);
}

// A series without a value is absent, not zero.
void Drift::set_gauges(Track& track) {
  std::map<std::string, spark::Gauge> told;
  if (track.judge->reference() && track.role == Track::candidate) {
    for (const Series& each : series_of(*track.judge, track.findings)) {
      const Family& family = each.family;
      const bool has_label = *family.label != '\0';
      std::vector<spark_label> labels;
      if (has_label) labels.push_back({family.label, each.text.c_str()});
      if (!track.primary) labels.push_back({"lineage", track.lineage.c_str()});
      const spark::Gauge gauge =
          metrics_.gauge({.name = (track.primary ? family.primary : family.of_lineage).name,
                          .help = family.help,
                          .labels = labels,
                          .retired_max = has_label ? labels_kept : 0});
      gauge.set(each.value);
      told.emplace(std::string(family.label) + "/" + each.text, gauge);
    }
  }
  for (const auto& [series, gauge] : track.gauges)
    if (told.count(series) == 0) gauge.set(std::nan(""));
  track.gauges = std::move(told);
}

void Drift::publish_facts(Track& track) {
  const Findings& findings = track.findings;
  const Subject& subject = track.judge->subject();
  const spark::Subject about{track.lineage, track.model,
                             subject.model.size() == 64 ? subject.model : ""};
  std::map<std::string, spark::Subject> told;
  const auto publish = [&](const std::string& name, std::optional<double> value, uint64_t samples,
                           const WindowSpan& span) {
    if (!value || !std::isfinite(*value)) return;
    facts_.publish({.name = name,
                    .subject = about,
                    .value = *value,
                    .samples = samples,
                    .from_utc_ms = std::max<int64_t>(span.from, 0) * minute_ms,
                    .to_utc_ms = std::max<int64_t>(span.until, 0) * minute_ms});
    told.emplace(name, about);
  };
  try {
    if (track.judge->reference()) {
      for (size_t w = 0; w < window_lengths.size(); ++w) {
        const WindowFigures& figures = findings.windows[w];
        const std::string window = w == week ? "" : std::string("_") + window_lengths[w].name;
        publish("coverage" + window, figures.coverage, figures.samples, figures.span);
        if (!has_enough(figures, w)) continue;
        publish("psi.overall" + window, figures.overall, figures.samples, figures.span);
        const SeriesFigures& score = figures.series.back();
        if (verdict_of(*track.judge->reference(), figures, figures.series.size() - 1, w)
                .reason.empty())
          publish("psi.score" + window, score.psi.value, score.psi.samples, figures.span);
      }
      publish_series(track, publish);
    }
  } catch (const spark::Error& error) {
    if (!is_full_told_) log_.warn(std::string("not all facts are told: ") + error.what());
    is_full_told_ = true;
  }
  for (const auto& [name, was] : track.facts)
    if (const auto now = told.find(name);
        now == told.end() || now->second.sha256 != was.sha256 || now->second.model != was.model)
      facts_.withdraw(name, was);
  track.facts = std::move(told);
}

// Of single series: the largest of the week, alarms and shocks.
template <class Publish>
void Drift::publish_series(const Track& track, const Publish& publish) {
  const ModelReference& reference = *track.judge->reference();
  const Findings& findings = track.findings;
  const WindowFigures& seven_days = findings.windows[week];
  publish("psi.overall_max_48h", findings.overall_max_48h, seven_days.samples, seven_days.span);
  std::optional<double> largest;
  const size_t told = std::min(reference.score(), features_told_max);
  for (size_t i = 0; i < reference.score(); ++i) {
    const auto value = seven_days.series[i].psi.value;
    if (value && !reference.series[i].is_estimated) largest = std::max(largest.value_or(0), *value);
  }
  const bool is_week = has_enough(seven_days, week);
  if (is_week) publish("psi.feature_max", largest, seven_days.samples, seven_days.span);
  for (size_t i = 0; i < told && is_week; ++i)
    publish("psi.feature." + public_name(reference, i), seven_days.series[i].psi.value,
            seven_days.series[i].psi.samples, seven_days.span);
  if (findings.alarms.empty()) return;
  const WindowSpan day{findings.now - day_minutes, findings.now, false};
  const WindowSpan hour{findings.now - 60, findings.now, false};
  uint64_t alarming = 0;
  uint64_t shocked = 0;
  for (size_t i = 0; i < findings.alarms.size(); ++i) {
    const bool is_alarming = findings.alarms[i].is_alarming(findings.now);
    alarming += is_alarming ? 1 : 0;
    shocked += findings.is_shock[i] ? 1 : 0;
    if (i < told || i == reference.score())
      publish("alarm." + public_name(reference, i), is_alarming ? 1 : 0,
              findings.windows[1].samples, day);
  }
  publish("alarms", static_cast<double>(alarming), findings.windows[1].samples, day);
  publish("shock", static_cast<double>(shocked), findings.windows[0].samples, hour);
}

// What began goes on record; each alarm is news once.
void Drift::record(const Track& track) {
  for (const Event& event : track.findings.events) {
    const ModelReference& reference = *track.judge->reference();
    const char* const kind = event.kind == Event::Kind::shock   ? "shock"
                             : event.kind == Event::Kind::alarm ? "alarm"
                                                                : "off_constant";
    const std::string json = spark::Json()
                                 .add("lineage", track.lineage)
                                 .add("model", track.model)
                                 .add("sha256", track.judge->subject().model)
                                 .add("series", public_name(reference, event.series))
                                 .add("symbol", event.symbol)
                                 .add("at", utc_text(event.minute * minute_ms))
                                 .add("value", event.value)
                                 .add("limit", event.limit)
                                 .text();
    log_.info(std::string("drift: ") + kind + " " + json);
    try {
      evidence_.append({.kind = kind, .subject = track.model.c_str(), .json = json});
    } catch (const spark::Error& error) {
      log_.warn(std::string("drift: not on record: ") + error.what());
    }
  }
}

void Drift::day_ends(int64_t due_utc_ms, uint32_t) {
  if (clock_.event_ms() - due_utc_ms > 3'600'000) return;  // the windows of that day are gone
  for (Track* each : tracks_.all()) {
    const std::lock_guard held(tracks_.judging);
    each->daily = utc_date(due_utc_ms);
  }
}

std::string Drift::document(const Track& track, size_t window) const {
  const bool is_judged = track.judge.has_value();
  const SnapshotOf of{track.lineage,
                      track.role,
                      track.model,
                      is_judged ? &track.judge->subject() : nullptr,
                      is_judged ? track.judge->reference().get() : nullptr,
                      is_judged ? track.judge->calibration().get() : nullptr,
                      track.findings,
                      track.sums(),
                      track.kept_until};
  return snapshot_json(of, window, clock_.event_ms());
}

// One record for each file. A host that refuses for a while is asked again with the next look.
void Drift::write_all(spark::Job job) {
  for (Track* each : tracks_.all()) {
    std::string text;
    std::string daily;
    std::string sha256;
    int64_t at_ms = 0;  // of the figures, by the host's clock: event time in a replay
    {
      const std::lock_guard held(tracks_.judging);
      if (!each->judge) continue;
      const bool is_due =
          each->written_ms < 0 || clock_.event_ms() - each->written_ms >= write_every_ms_;
      if (!is_due && each->daily.empty()) continue;
      text = document(*each, week) + "\n";
      daily = std::exchange(each->daily, {});
      sha256 = each->judge->subject().model;
      at_ms = each->written_ms = clock_.event_ms();
    }
    std::string folder = each->primary ? "" : each->lineage + "/";
    if (each->role != Track::candidate) folder += each->role + "/";
    const std::string json = spark::Json()
                                 .add("lineage", each->lineage)
                                 .add("model", each->model)
                                 .add("sha256", sha256)
                                 .add("at_ms", at_ms)
                                 .text();
    const spark::EvidenceRecord about{
        .kind = "psi_snapshot", .subject = each->model.c_str(), .json = json};
    evidence_.export_file(job, (folder + "psi_snapshot.json").c_str(), text, about);
    if (!daily.empty())
      evidence_.export_file(job, (folder + "daily/psi_snapshots/psi_" + daily + ".json").c_str(),
                            text, about);
  }
}

void Drift::written(int32_t code, std::string_view text) {
  is_writing_ = false;
  if (code != SPARK_OK && code != SPARK_E_CANCELLED)
    log_.warn("psi_snapshot.json was not written: " + std::string(text));
}

}  // namespace drift
