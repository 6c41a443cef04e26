// Looks at the windows: a timer posts a job, the job judges, and what it found is told.
#include <algorithm>
#include <cstdlib>

#include "plugin.h"
#include "spark/error.h"

namespace drift {
namespace {

uint64_t entered(const CountSums& sums) {
  return sums[0] + sums[1];
}

// The model of that name as stages know it, or "".
std::string live_identity(const spark::Models& models, const std::string& name) {
  const auto live = models.live(name);
  if (!live) return {};
  return live->sha256.empty() ? live->version : live->sha256;
}

constexpr size_t calibrations_max = 16;
constexpr size_t calibration_bytes_max = 60'000;

}  // namespace

// Where recorded data drive the time, or are far from it, minutes close by what follows alone.
void Drift::close_minutes() {
  constexpr int64_t apart_ms_max = 1'000;
  const int64_t now_ms = clock_.event_ms();
  if (std::abs(now_ms - clock_.utc_ms()) > apart_ms_max) return;
  for (Track* each : tracks_.all()) each->minutes.close_past(now_ms);
}

void Drift::look(uint32_t) {
  close_minutes();
  if (is_looking_) return;
  jobs_.post<&Drift::look_at_all, &Drift::looked>(*this, "look");
  is_looking_ = true;
}

void Drift::look_at_all(spark::Job job) {
  const int64_t now = minute_of(clock_.event_ms());
  for (Track* each : tracks_.all()) {
    if (job.is_cancelled()) return;
    const std::lock_guard held(tracks_.judging);
    look_at(*each, now);
  }
}

// Nothing new was closed, and windows end where they did: they would say the same.
bool Drift::look_at(Track& track, int64_t now) {
  const std::string live = live_identity(tracks_.models, track.model);
  const Minutes::Layout* const layout = track.minutes.newest(live);
  if (layout == nullptr) return false;
  const bool is_new = !track.judge || !track.judge->subject().is_same(layout->subject);
  if (is_new) begin_judge(track, *layout);
  const uint64_t samples = entered(track.sums()) + track.minutes.closed_by_clock();
  if (!is_new && !track.is_changed && samples == track.seen && now == track.findings.now)
    return false;
  std::vector<Event> untold = std::move(track.findings.events);
  track.findings = track.judge->look(track.minutes, *layout, now);
  track.findings.events.insert(track.findings.events.begin(), untold.begin(), untold.end());
  track.seen = samples;
  track.is_changed = false;
  return true;
}

// Reads the reference from the artefact, which a lease keeps meanwhile.
void Drift::begin_judge(Track& track, const Minutes::Layout& layout) {
  std::shared_ptr<const ModelReference> reference;
  std::string reason;
  try {
    const auto live = tracks_.models.live(track.model);
    if (!live || live->folder.empty()) {
      reason = "no reference: the model has no artefact";
    } else {
      const spark::Lease lease = tracks_.models.lease(track.model);
      auto loaded = load_reference(lease.model().folder, layout.subject.features);
      reason = "no reference: the artefact has no reference_distributions.json";
      if (loaded) reference = std::make_shared<ModelReference>(std::move(*loaded));
    }
  } catch (const spark::Error& error) {
    reason = std::string("no reference: ") + error.what();
    log_.warn("drift of " + track.model + ": " + reason);
  }
  track.judge.emplace(layout.subject, reference, reference ? "" : reason);
  if (track.kept_judge.empty()) return;
  const std::string kept = std::exchange(track.kept_judge, {});
  try {
    spark::ByteReader in(kept);
    track.judge->read(in);
  } catch (const spark::Error& error) {
    log_.warn("drift of " + track.model + " begins anew: " + error.what());
  }
}

void Drift::looked(int32_t code, std::string_view text) {
  is_looking_ = false;
  if (code == SPARK_E_CANCELLED) return;
  if (code != SPARK_OK) log_.error("drift was not looked at: " + std::string(text));
  bool wants_calibration = false;
  bool wants_writing = false;
  const int64_t now_ms = clock_.event_ms();
  for (Track* each : tracks_.all()) {
    const std::lock_guard held(tracks_.judging);
    if (!each->judge) continue;
    tell(*each);
    wants_calibration |= each->judge->reference() && !each->judge->calibration();
    wants_writing |= !each->daily.empty() || each->written_ms < 0 ||
                     now_ms - each->written_ms >= write_every_ms_;
  }
  if (wants_calibration && !is_calibrating_) {
    jobs_.post<&Drift::calibrate_all, &Drift::calibrated>(*this, "calibrate");
    is_calibrating_ = true;
  }
  if (wants_writing && !is_writing_) {
    jobs_.post<&Drift::write_all, &Drift::written>(*this, "write");
    is_writing_ = true;
  }
}

std::shared_ptr<const Calibration> Drift::known_calibration(const std::string& name) {
  for (const auto& [known, bytes] : calibrations_) {
    if (known != name) continue;
    return std::make_shared<Calibration>(calibration_from(bytes));
  }
  return nullptr;
}

void Drift::calibrate_all(spark::Job job) {
  for (Track* each : tracks_.all()) {
    std::shared_ptr<const ModelReference> reference;
    std::shared_ptr<const Calibration> made;
    std::string name;  // another effort gives another calibration
    {
      const std::lock_guard held(tracks_.judging);
      if (!each->judge || !each->judge->reference() || each->judge->calibration()) continue;
      reference = each->judge->reference();
      name = each->judge->subject().model + "/" + std::to_string(effort_.alarm_replicates);
      made = known_calibration(name);
    }
    if (!made) {
      auto fresh = calibrate(*reference, effort_, [&] { return job.is_cancelled(); });
      if (!fresh) return;
      made = std::make_shared<Calibration>(std::move(*fresh));
    }
    const std::lock_guard held(tracks_.judging);
    keep_calibration(name, *made);
    if (!each->judge || each->judge->reference() != reference) continue;
    if (!each->judge->calibrated(made))
      log_.warn("drift of " + each->model + ": alarms begin anew");
    each->is_changed = true;
  }
}

void Drift::calibrated(int32_t code, std::string_view text) {
  is_calibrating_ = false;
  if (code == SPARK_E_CANCELLED) return;
  if (code != SPARK_OK) return log_.error("drift was not calibrated: " + std::string(text));
  look(0);  // what waited for it
}

// The newest ones of a few models: they cost seconds, and are looked up by the artefact's digest.
void Drift::keep_calibration(const std::string& name, const Calibration& made) {
  std::string bytes = bytes_of(made);
  for (const auto& [known, kept] : calibrations_)
    if (known == name && kept == bytes) return;
  std::erase_if(calibrations_, [&](const auto& each) { return each.first == name; });
  calibrations_.emplace_back(name, std::move(bytes));
  const auto size = [&] {
    size_t sum = 0;
    for (const auto& [known, kept] : calibrations_) sum += known.size() + kept.size() + 16;
    return sum;
  };
  while (!calibrations_.empty() &&
         (calibrations_.size() > calibrations_max || size() > calibration_bytes_max))
    calibrations_.pop_front();
  spark::ByteWriter out;
  out.u64(calibrations_.size());
  for (const auto& [known, kept] : calibrations_) {
    out.bytes(known);
    out.bytes(kept);
  }
  durable_.put("calibrations", calibration_schema, out.text());
}

}  // namespace drift
