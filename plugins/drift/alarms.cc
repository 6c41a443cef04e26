#include "alarms.h"

#include <algorithm>
#include <cmath>

namespace drift {
namespace {

namespace stats = spark::stats;

constexpr uint64_t symbols_max = 4'096;

}  // namespace

Alarms::Alarms(const ModelReference& reference, const Calibration& calibration)
    : reference_(reference), calibration_(calibration), series_(reference.series.size()) {
  for (const SeriesReference& each : reference.series)
    detectors_.emplace_back(each.bins, each.counts);
}

std::vector<Event> Alarms::see(const std::string& symbol, const ClosedMinutes& minutes) {
  std::vector<Event> events;
  Watched& watched = symbols_[symbol];
  watched.sums.resize(series_.size());
  watched.extremes.resize(series_.size());
  const auto first = std::upper_bound(minutes.minute.begin(), minutes.minute.end(), watched.last);
  for (auto row = static_cast<size_t>(first - minutes.minute.begin()); row < minutes.size(); ++row)
    see_minute(symbol, watched, minutes, row, events);
  return events;
}

void Alarms::see_minute(const std::string& symbol, Watched& watched, const ClosedMinutes& minutes,
                        size_t row, std::vector<Event>& events) {
  const int64_t minute = minutes.minute[row];
  const uint64_t skipped = watched.last == 0 ? 0 : static_cast<uint64_t>(minute - watched.last - 1);
  const int64_t quarter = quarter_of(minute);
  for (size_t i = 0; i < series_.size(); ++i) {
    const double value = minutes.at(row, i);
    const SeriesReference& reference = reference_.series[i];
    const Event event{Event::Kind::alarm, i, minute, symbol, 0, 0};
    if (is_unknown(value)) {
      see_shock(event, false, skipped, watched, events);
      continue;
    }
    if (reference.bins.is_off_constant(value)) see_off_constant(event, value, events);
    see_shock(event, reference.limits && reference.limits->is_beyond(value), skipped, watched,
              events);
    if (quarter > watched.quarter) see_thinned(event, value, watched, events);
  }
  watched.last = minute;
  watched.quarter = quarter;
}

void Alarms::see_shock(Event event, bool is_beyond, uint64_t skipped, Watched& watched,
                       std::vector<Event>& events) {
  stats::ShockWindow window(watched.extremes[event.series]);
  window.skip(skipped);
  const uint32_t before = window.count();
  const uint32_t count = window.add(is_beyond);
  watched.extremes[event.series] = window.bits();
  const auto bound = calibration_.series[event.series].shock_minutes;
  if (!bound || count < *bound) return;
  SeriesAlarm& series = series_[event.series];
  series.last_shock = std::max(series.last_shock, event.minute);
  if (before >= *bound) return;
  ++series.shocks;
  event.kind = Event::Kind::shock;
  event.value = count;
  event.limit = *bound;
  events.push_back(event);
}

// A value off the constant stays off for long, usually: the first one of a day is told.
void Alarms::see_off_constant(Event event, double value, std::vector<Event>& events) {
  SeriesAlarm& series = series_[event.series];
  const bool is_first = series.last_off_constant == 0 ||
                        event.minute - series.last_off_constant > alarm_shown_minutes;
  ++series.off_constant;
  series.last_off_constant = std::max(series.last_off_constant, event.minute);
  if (!is_first) return;
  event.kind = Event::Kind::off_constant;
  event.value = value;
  event.limit = *reference_.series[event.series].bins.constant();
  events.push_back(event);
}

void Alarms::see_thinned(Event event, double value, Watched& watched, std::vector<Event>& events) {
  const auto threshold = calibration_.series[event.series].threshold;
  if (!threshold) return;
  stats::BinDetector detector = detectors_[event.series];
  detector.go_on_from(watched.sums[event.series]);
  detector.observe(reference_.series[event.series].bins.of_value(value));
  event.value = detector.value();
  event.limit = *threshold;
  if (event.value >= *threshold) {
    detector.restart();
    ++series_[event.series].alarms;
    series_[event.series].last_alarm = std::max(series_[event.series].last_alarm, event.minute);
    events.push_back(event);
  }
  watched.sums[event.series] = detector.sums();
}

bool Alarms::is_shock(size_t series, int64_t now) const {
  const auto bound = calibration_.series[series].shock_minutes;
  return bound && extremes(series, now) >= *bound;
}

uint32_t Alarms::extremes(size_t series, int64_t now) const {
  uint32_t most = 0;
  for (const auto& [symbol, watched] : symbols_) {
    stats::ShockWindow window(watched.extremes[series]);
    window.skip(static_cast<uint64_t>(std::max<int64_t>(now - watched.last - 1, 0)));
    most = std::max(most, window.count());
  }
  return most;
}

std::optional<double> Alarms::evidence(size_t series) const {
  const auto threshold = calibration_.series[series].threshold;
  std::optional<double> largest;
  for (const auto& [symbol, watched] : symbols_) {
    double value = 0;
    for (const double sum : watched.sums[series]) value += sum / stats::BinDetector::bets;
    if (threshold && value > 0)
      largest = std::max(largest.value_or(-HUGE_VAL), std::log(value) / std::log(*threshold));
  }
  return largest;
}

void Alarms::write(spark::ByteWriter& out) const {
  out.u64(series_.size());
  for (const SeriesAlarm& each : series_) {
    out.u64(each.alarms);
    out.i64(each.last_alarm);
    out.u64(each.shocks);
    out.i64(each.last_shock);
    out.u64(each.off_constant);
    out.i64(each.last_off_constant);
  }
  out.u64(symbols_.size());
  for (const auto& [symbol, watched] : symbols_) {
    out.bytes(symbol);
    out.i64(watched.last);
    out.i64(watched.quarter);
    for (const auto& sums : watched.sums)
      for (const double sum : sums) out.f64(sum);
    for (const uint64_t bits : watched.extremes) out.u64(bits);
  }
}

void Alarms::read(spark::ByteReader& in) {
  if (const uint64_t count = in.u64(); count != series_.size())
    throw spark::Error("alarms: of " + std::to_string(count) + " series", SPARK_E_INVALID);
  std::vector<SeriesAlarm> series(series_.size());
  for (SeriesAlarm& each : series) {
    each.alarms = in.u64();
    each.last_alarm = in.i64();
    each.shocks = in.u64();
    each.last_shock = in.i64();
    each.off_constant = in.u64();
    each.last_off_constant = in.i64();
  }
  std::map<std::string, Watched> symbols;
  const uint64_t count = in.u64();
  if (count > symbols_max) throw spark::Error("alarms: too many symbols", SPARK_E_INVALID);
  for (uint64_t i = 0; i < count; ++i) {
    Watched& watched = symbols[std::string(in.bytes())];
    watched.last = in.i64();
    watched.quarter = in.i64();
    watched.sums.resize(series.size());
    for (auto& sums : watched.sums)
      for (double& sum : sums) sum = in.f64();
    for (size_t k = 0; k < series.size(); ++k) watched.extremes.push_back(in.u64());
    for (const auto& sums : watched.sums)
      if (!stats::ShiryaevRoberts<stats::BinDetector::bets>::from(sums))
        throw spark::Error("alarms: sums that are none", SPARK_E_INVALID);
  }
  series_ = std::move(series);
  symbols_ = std::move(symbols);
}

}  // namespace drift
