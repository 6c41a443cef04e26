#include "judge.h"

#include <algorithm>
#include <cmath>
#include <utility>

namespace drift {
namespace {

std::optional<double> value_of(double value) {
  if (!std::isfinite(value)) return {};
  return value;
}

// The largest value of the last 48 hours, if the window was complete at each point of them.
std::optional<double> largest_of_48h(const std::vector<TrendPoint>& trend, int64_t now) {
  std::optional<double> largest;
  int64_t points = 0;
  for (const TrendPoint& point : trend) {
    if (now - point.minute > gate_minutes) continue;
    if (!point.is_complete || !value_of(point.overall)) return {};
    largest = std::max(largest.value_or(0), point.overall);
    ++points;
  }
  return points * trend_minutes >= gate_minutes ? largest : std::nullopt;
}

}  // namespace

Judge::Judge(Subject subject, std::shared_ptr<const ModelReference> reference, std::string reason)
    : subject_(std::move(subject)), reference_(std::move(reference)), reason_(std::move(reason)) {}

bool Judge::calibrated(std::shared_ptr<const Calibration> calibration) {
  calibration_ = std::move(calibration);
  alarms_.emplace(*reference_, *calibration_);
  const std::string kept = std::exchange(kept_alarms_, {});
  if (kept.empty()) return true;
  try {
    spark::ByteReader in(kept);
    alarms_->read(in);
    in.end();
  } catch (const spark::Error&) {
    alarms_.emplace(*reference_, *calibration_);
    return false;
  }
  return true;
}

Findings Judge::look(const Minutes& minutes, const Minutes::Layout& layout, int64_t now) {
  Findings findings;
  findings.now = now;
  findings.reason = reason_;
  if (!reference_) return findings;

  take_closed(minutes, layout, findings);
  std::vector<const BinnedMinutes*> binned;
  for (const auto& [number, each] : binned_) binned.push_back(&each);
  for (size_t w = 0; w < window_lengths.size(); ++w)
    findings.windows[w] = figures_of(*reference_, binned, now, window_lengths[w].minutes);
  tell_of_scores(findings);
  tell_of_alarms(findings);
  add_to_trend(findings);
  findings.trend.assign(trend_.begin(), trend_.end());
  findings.overall_max_48h = largest_of_48h(findings.trend, now);
  return findings;
}

// What was closed since the last look is binned, and seen by the alarms; all of it where that is
// new to either.
void Judge::take_closed(const Minutes& minutes, const Minutes::Layout& layout, Findings& findings) {
  const uint64_t rewrites = minutes.rewrites();
  if (std::exchange(rewrites_, rewrites) != rewrites) binned_.clear();
  const int64_t oldest = findings.now - kept_minutes;
  for (const Minutes::Symbol& symbol : minutes.symbols()) {
    BinnedMinutes& binned = binned_[symbol.number];
    const int64_t begin = binned.minutes().empty() ? oldest : binned.minutes().back() + 1;
    int64_t from = begin;
    if (alarms_) from = std::min(from, alarms_->seen_until(symbol.name) + 1);
    const ClosedMinutes closed =
        minutes.closed(symbol, layout, std::max(from, oldest), findings.now);
    if (alarms_) {
      const auto began = alarms_->see(symbol.name, closed);
      findings.events.insert(findings.events.end(), began.begin(), began.end());
    }
    binned.add(*reference_, closed.since(begin));
    binned.keep_from(oldest);
  }
}

void Judge::tell_of_scores(Findings& findings) const {
  const size_t score = reference_->score();
  for (const auto& [number, binned] : binned_) {
    for (size_t row = 0; row < binned.minutes().size(); ++row) {
      const int64_t minute = binned.minutes()[row];
      const bool is_own = binned.bins(row)[score] != BinnedMinutes::unknown;
      if (!is_own) findings.rebinned_until = std::max(findings.rebinned_until, minute);
      if (is_own && (findings.scores_since == 0 || minute < findings.scores_since))
        findings.scores_since = minute;
    }
  }
}

void Judge::tell_of_alarms(Findings& findings) const {
  if (!alarms_) return;
  findings.alarms = alarms_->series();
  for (size_t i = 0; i < findings.alarms.size(); ++i) {
    findings.is_shock.push_back(alarms_->is_shock(i, findings.now));
    findings.evidence.push_back(alarms_->evidence(i));
  }
}

// The first look of each hour counts: an hour without one is a gap.
void Judge::add_to_trend(const Findings& findings) {
  const int64_t hour = findings.now / trend_minutes;
  if (!trend_.empty() && trend_.back().minute / trend_minutes >= hour) return;
  const WindowFigures& figures = findings.windows[week];
  if (figures.samples == 0) return;
  trend_.push_back({findings.now, figures.overall.value_or(NAN),
                    figures.series.back().psi.value.value_or(NAN), figures.is_complete()});
  while (trend_.size() > trend_points || findings.now - trend_.front().minute > kept_minutes)
    trend_.pop_front();
}

void Judge::write(spark::ByteWriter& out) const {
  out.bytes(subject_.lineage);
  out.bytes(subject_.production);
  out.bytes(subject_.model);
  out.u64(trend_.size());
  for (const TrendPoint& point : trend_) {
    out.i64(point.minute);
    out.f64(point.overall);
    out.f64(point.score);
    out.u64(point.is_complete ? 1 : 0);
  }
  spark::ByteWriter alarms;
  if (alarms_) alarms_->write(alarms);
  out.bytes(alarms_ ? alarms.text() : kept_alarms_);
}

void Judge::read(spark::ByteReader& in) {
  Subject of;
  for (std::string* text : {&of.lineage, &of.production, &of.model}) *text = in.bytes();
  const uint64_t points = in.u64();
  if (points > trend_points)
    throw spark::Error("trend: " + std::to_string(points) + " points", SPARK_E_INVALID);
  std::deque<TrendPoint> trend;
  for (uint64_t i = 0; i < points; ++i) {
    TrendPoint& point = trend.emplace_back();
    point.minute = in.i64();
    point.overall = in.f64();
    point.score = in.f64();
    point.is_complete = in.u64() != 0;
  }
  const std::string alarms(in.bytes());
  in.end();
  if (!of.is_same(subject_)) return;
  if (alarms_ && !alarms.empty()) {
    spark::ByteReader of_alarms(alarms);
    alarms_->read(of_alarms);
    of_alarms.end();
  } else {
    kept_alarms_ = alarms;
  }
  trend_ = std::move(trend);
}

}  // namespace drift
