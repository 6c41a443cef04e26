#include "snapshot_json.h"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <cstdio>

#include "spark/json.h"
#include "verdict.h"

namespace drift {
namespace {

namespace stats = spark::stats;
using spark::Json;

double rounded(double value, double scale) {
  return std::round(value * scale) / scale;
}

std::optional<double> four(std::optional<double> value) {
  if (!value) return {};
  return rounded(*value, 1e4);
}

// Shares in percent: the bins of values, then the missing one where either side has any.
std::vector<double> percents(const stats::Bins& bins, const stats::BinCounts& counts,
                             bool has_missing) {
  std::vector<double> shares;
  const double total = std::max(1.0, static_cast<double>(counts.total()));
  const auto add = [&](uint32_t slot) {
    shares.push_back(rounded(100 * static_cast<double>(counts.of[slot]) / total, 100));
  };
  for (uint32_t i = 0; i < bins.values(); ++i) add(i);
  if (has_missing) add(stats::Bins::missing);
  return shares;
}

void add_verdict(Json& to, const Verdict& verdict, const char* key) {
  to.add(key, name_of(verdict.status));
  if (!verdict.reason.empty()) to.add("reason", verdict.reason);
}

void add_noise(Json& to, const std::optional<stats::PsiQuantile>& noise) {
  to.add("no_drift_mean", noise ? four(noise->mean) : std::nullopt)
      .add("no_drift_95", noise ? four(noise->quantile) : std::nullopt);
}

Json alarm_json(const SnapshotOf& of, size_t series) {
  Json json;
  if (of.calibration == nullptr || of.findings.alarms.empty())
    return json.add("state", "not calibrated yet");
  const SeriesCalibration& calibration = of.calibration->series[series];
  const SeriesAlarm& alarm = of.findings.alarms[series];
  const auto time = [](int64_t minute) -> std::optional<std::string> {
    if (minute == 0) return {};
    return utc_text(minute * minute_ms);
  };
  json.add("state", alarm.is_alarming(of.findings.now) ? "alarm"
                    : calibration.threshold            ? "quiet"
                                                       : "none: the reference has no threshold")
      .add("calibrated", calibration.threshold.has_value())
      .add("threshold_ln",
           calibration.threshold ? four(std::log(*calibration.threshold)) : std::nullopt)
      .add("evidence_of_threshold", four(of.findings.evidence[series]))
      .add("alarms_in_90d_1_day_blocks", four(calibration.alarms))
      .add("alarms_in_90d_5_day_blocks", four(calibration.alarms_5_days))
      .add("compared_1_day_blocks", four(calibration.compared))
      .add("compared_5_day_blocks", four(calibration.compared_5_days))
      .add("blocks_agree", calibration.agrees())
      .add("alarms", alarm.alarms)
      .add("last_alarm", time(alarm.last_alarm))
      .add("shock", static_cast<bool>(of.findings.is_shock[series]))
      .add("shock_minutes_of_60", calibration.shock_minutes)
      .add("shocks", alarm.shocks)
      .add("last_shock", time(alarm.last_shock))
      .add("off_constant", alarm.off_constant);
  return json;
}

Json series_json(const SnapshotOf& of, const WindowFigures& figures, size_t series, size_t window) {
  const SeriesFigures& one = figures.series[series];
  const SeriesReference& reference = of.reference->series[series];
  const bool has_missing = one.counts.missing() + reference.counts.missing() > 0;
  Json json;
  json.add("psi", four(one.psi.value));
  add_verdict(json, verdict_of(*of.reference, figures, series, window), "status");
  json.add("current_dist", percents(reference.bins, one.counts, has_missing))
      .add("reference_dist", percents(reference.bins, reference.counts, has_missing))
      .add("samples", one.psi.samples)
      .add("bins", reference.bins.values())
      .add("expected", four(one.psi.value ? std::optional(one.psi.expected) : std::nullopt));
  add_noise(json, of.calibration ? of.calibration->series[series].noise[window] : std::nullopt);
  if (one.off_constant > 0) json.add("off_constant", one.off_constant);
  if (const auto same = reference.duplicate_of)
    json.add("duplicate_of", public_name(*of.reference, *same));
  return json.add("alarm", alarm_json(of, series));
}

Json window_json(const SnapshotOf& of, size_t window) {
  const WindowFigures& figures = of.findings.windows[window];
  Json json;
  json.add("overall_psi", four(figures.overall));
  add_verdict(json, verdict_of(figures, window), "status");
  json.add("samples", figures.samples)
      .add("minutes", figures.minutes)
      .add("minutes_wanted", window_lengths[window].minutes)
      .add("by", figures.span.is_by_samples ? "the last 100 samples" : "minutes")
      .add("from", utc_text(figures.span.from * minute_ms))
      .add("until", utc_text(figures.span.until * minute_ms));
  add_noise(json, of.calibration ? of.calibration->overall[window] : std::nullopt);
  return json;
}

void add_windows(Json& json, const SnapshotOf& of, size_t window) {
  const WindowFigures& figures = of.findings.windows[window];
  const Verdict verdict = verdict_of(figures, window);
  json.add("overall_psi", four(figures.overall));
  add_verdict(json, verdict, "overall_status");
  Json features;
  for (size_t i = 0; i < of.reference->score(); ++i)
    features.add(public_name(*of.reference, i), series_json(of, figures, i, window));
  Json windows;
  for (size_t w = 0; w < window_lengths.size(); ++w)
    windows.add(window_lengths[w].name, window_json(of, w));
  Json trend;
  std::vector<double> at, overall, score;
  for (const TrendPoint& point : of.findings.trend) {
    at.push_back(static_cast<double>(point.minute * minute_ms));
    overall.push_back(rounded(point.overall, 1e4));
    score.push_back(rounded(point.score, 1e4));
  }
  trend.add("at_ms", at).add("overall_psi", overall).add("score_psi", score);
  Json source;
  source.add("source", of.findings.rebinned_until > 0 ? "re-binned" : "live");
  if (of.findings.rebinned_until > 0)
    source.add("inputs_rebinned_until", utc_text((of.findings.rebinned_until + 1) * minute_ms));
  if (of.findings.scores_since > 0)
    source.add("scores_since", utc_text(of.findings.scores_since * minute_ms));
  Json span;
  span.add("from", utc_text(of.reference->from_ms))
      .add("to", utc_text(of.reference->until_ms))
      .add("samples", of.reference->rows);
  json.add("features", features)
      .add("score", series_json(of, figures, of.reference->score(), window))
      .add("windows", windows)
      .add("overall_max_48h", four(of.findings.overall_max_48h))
      .add("inputs", source)
      .add("reference", span)
      .add("trend", trend);
}

}  // namespace

std::string utc_text(int64_t utc_ms) {
  const std::chrono::sys_seconds at{std::chrono::seconds(utc_ms / 1'000)};
  const std::chrono::hh_mm_ss time(at - std::chrono::floor<std::chrono::days>(at));
  char text[32];
  std::snprintf(text, sizeof text, "T%02d:%02d:%02dZ", static_cast<int>(time.hours().count()),
                static_cast<int>(time.minutes().count()), static_cast<int>(time.seconds().count()));
  return utc_date(utc_ms) + text;
}

std::string utc_date(int64_t utc_ms) {
  const std::chrono::year_month_day day(std::chrono::floor<std::chrono::days>(
      std::chrono::sys_seconds{std::chrono::seconds(utc_ms / 1'000)}));
  char text[48];
  std::snprintf(text, sizeof text, "%04d-%02u-%02u", static_cast<int>(day.year()),
                static_cast<unsigned>(day.month()), static_cast<unsigned>(day.day()));
  return text;
}

std::string snapshot_json(const SnapshotOf& of, size_t window, int64_t at_ms) {
  Json json;
  json.add("timestamp", utc_text(at_ms)).add("window", window_lengths[window].name);
  if (!of.lineage.empty()) json.add("lineage", of.lineage);
  Json model;
  model.add("name", of.model).add("role", of.role);
  if (of.subject != nullptr) {
    model.add("version", of.subject->version)
        .add("sha256", of.subject->model)
        .add("production_sha256", of.subject->production);
  }
  json.add("model", model);
  bool is_below = false;
  bool is_pass = false;
  if (of.reference == nullptr) {
    json.add("overall_psi", std::nullopt)
        .add("overall_status", "inconclusive")
        .add("reason", of.findings.reason)
        .add("features", Json());
  } else {
    add_windows(json, of, window);
    const WindowFigures& figures = of.findings.windows[window];
    is_below = figures.overall && *figures.overall < overall_max;
    is_pass = passes(*of.reference, figures, window);
  }
  Json counts;
  for (size_t i = 0; i < of.counts.size(); ++i) counts.add(Counts::names[i], of.counts[i]);
  if (of.kept_until > 0) json.add("kept_until", utc_text(of.kept_until * minute_ms));
  return json.add("snapshots", counts)
      .add("thresholds",
           Json().add("stable", "< 0.1").add("warning", "0.1 - 0.2").add("critical", "> 0.2"))
      .add("slo_check", Json().add("psi_under_0_2", is_below).add("pass", is_pass))
      .text();
}

}  // namespace drift
