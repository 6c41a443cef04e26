// Looks at the host's series, facts and alerts, every five seconds and as a day ends.
#include <algorithm>

#include "plugin.h"
#include "spark/error.h"

namespace report {
namespace {

// A look that comes so soon after midnight, while nothing looked since, still ends the day before.
constexpr int64_t midnight_slack_ms = 90'000;
constexpr size_t alerts_max = 64;
constexpr int64_t keep_every_ns = 50'000'000'000;
constexpr double firing = 2;

int64_t look_end(int64_t last_ms, int64_t now_ms) {
  const int64_t midnight_ms = day_of(now_ms) * day_ms;
  const bool is_new_day = last_ms > 0 && last_ms < midnight_ms;
  return is_new_day && now_ms - midnight_ms < midnight_slack_ms ? midnight_ms : now_ms;
}

std::optional<int64_t> number_of(const std::optional<std::string>& kept) {
  if (!kept) return {};
  spark::ByteReader in(*kept);
  return in.i64();
}

}  // namespace

void Reporting::tick(uint32_t) {
  look();
}

void Reporting::midnight(int64_t, uint32_t) {
  look();
}

void Reporting::week_ends(int64_t due_utc_ms, uint32_t) {
  for (const spark::LineageModel& each : lineages_.live())
    if (each.role == "candidate")
      write_later({.lineage = each.lineage,
                   .is_primary = each.primary,
                   .day = day_of(due_utc_ms),
                   .is_weekly = true});
  look();
}

void Reporting::look() {
  if (is_looking_) {
    is_due_again_ = true;
    return;
  }
  look_ms_ = look_end(looked_ms_, clock_.event_ms());
  try {
    jobs_.post<&Reporting::render, &Reporting::rendered>(*this, "look");
    is_looking_ = true;
  } catch (const spark::Error& error) {
    log_.warn(std::string("no look at the series: ") + error.what());
  }
}

void Reporting::render(spark::Job) {
  now_ = series_of(metrics_.render("ml_"));
}

void Reporting::rendered(int32_t code, std::string_view text) {
  if (code == SPARK_E_CANCELLED) return;
  is_looking_ = false;
  if (code != SPARK_OK) {
    log_.warn("no look at the series: " + std::string(text));
  } else {
    for (const spark::LineageModel& each : lineages_.live()) {
      if (each.role != "candidate") continue;
      Track& track = track_of(each.lineage, day_of(look_ms_ - 1));
      track.is_primary = each.primary;
      see(each, track, look_ms_);
    }
    before_ = std::move(now_);
    has_before_ = true;
    looked_ms_ = look_ms_;
    // A replay has thousands of minutes in one of the machine's, and a put waits for the disk.
    const bool is_day_over = look_ms_ % day_ms == 0;
    if (is_day_over || !asked_.empty() || clock_.now_ns() - kept_ns_ >= keep_every_ns) keep_all();
    close_days(look_ms_);
  }
  answer_all();
  if (is_due_again_) {
    is_due_again_ = false;
    look();
  }
}

// The first look after a start knows what is kept of the day so far.
Track& Reporting::track_of(const std::string& lineage, int64_t day) {
  Track& track = tracks_[lineage];
  if (track.day.day != day) {
    keep(lineage, track);
    const auto kept = kept_day(lineage, day);
    track.day = kept.value_or(empty_day(day));
    track.minute = (track.day.last_ms - 1) / minute_ms;
  }
  if (!track.first) {
    track.first = number_of(durable_.get(key_of("first", lineage).c_str(), first_schema));
    track.reported = number_of(durable_.get(key_of("reported", lineage).c_str(), reported_schema));
  }
  // Before a replay's first frame the time is the machine's: it goes back to that of the data.
  if (has_before_ && (!track.first || *track.first > day)) {
    track.first = day;
    spark::ByteWriter out;
    out.i64(day);
    durable_.put(key_of("first", lineage).c_str(), first_schema, out.text());
  }
  return track;
}

// Without an earlier look nobody knows since when the counters count: it is where they begin.
void Reporting::see(const spark::LineageModel& candidate, Track& track, int64_t until_ms) {
  Day& day = track.day;
  if (has_before_) {
    add_look(day, track.is_primary ? "" : candidate.lineage, before_, now_, until_ms);
    const int64_t minute = (until_ms - 1) / minute_ms;
    if (minute != track.minute) ++day.looks;
    track.minute = minute;
    if (day.first_ms == 0) day.first_ms = std::clamp(looked_ms_, day.day * day_ms, until_ms);
    day.last_ms = until_ms;
  }
  day.version = candidate.version;
  day.sha256 = candidate.sha256;
  see_gates(candidate, day);
  see_alerts(candidate.lineage, day);
}

void Reporting::see_gates(const spark::LineageModel& candidate, Day& day) {
  const auto verdict =
      facts_.read("promote.verdict", {candidate.lineage, candidate.model, candidate.sha256});
  if (!verdict) return;
  day.gates = {static_cast<int64_t>(verdict->value), verdict->samples, candidate.sha256,
               verdict->at_utc_ms};
}

void Reporting::see_alerts(const std::string& lineage, Day& day) {
  for (const spark::Fact& each : facts_.list("alert.")) {
    if (each.value != firing || day.alerts.size() >= alerts_max) continue;
    if (!each.subject.pipeline.empty() && each.subject.pipeline != lineage) continue;
    day.alerts[each.name.substr(each.name.find('.') + 1)] = each.unit;
  }
}

void Reporting::keep_all() {
  kept_ns_ = clock_.now_ns();
  for (const auto& [lineage, track] : tracks_) keep(lineage, track);
}

void Reporting::keep(const std::string& lineage, const Track& track) {
  if (track.day.looks == 0) return;
  try {
    durable_.put(key_of("day." + date_text(track.day.day), lineage).c_str(), day_schema,
                 bytes_of(track.day));
    is_full_told_ = false;
  } catch (const spark::Error& error) {
    if (!is_full_told_) log_.warn(std::string("the day is not kept: ") + error.what());
    is_full_told_ = true;
  }
}

// A day that could not be written is due again with the next look.
void Reporting::close_days(int64_t now_ms) {
  for (auto& [lineage, track] : tracks_) {
    const bool is_waiting =
        (is_writing_ && writing_.is_close && writing_.lineage == lineage) ||
        std::any_of(writings_.begin(), writings_.end(), [&, &name = lineage](const Writing& each) {
          return each.is_close && each.lineage == name;
        });
    if (is_waiting) continue;
    for (const int64_t day : days_due(track.reported, track.first, day_of(now_ms)))
      write_later(
          {.lineage = lineage, .is_primary = track.is_primary, .day = day, .is_close = true});
  }
}

}  // namespace report
