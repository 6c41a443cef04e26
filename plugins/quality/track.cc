#include "track.h"

#include <algorithm>

namespace quality {

using spark::market::RollingLabels;

void Track::begin(Role role, const std::string& model, const JudgedModel& judged, bool is_primary) {
  begin(judged);
  const std::lock_guard held(mutex_);
  model_of_[static_cast<size_t>(role)] = model;
  is_primary_ = is_primary;
}

void Track::begin(const JudgedModel& judged) {
  const std::lock_guard held(mutex_);
  for (const JudgedModel& each : models_)
    if (each.key == judged.key) return;
  models_.push_back(judged);
  // The oldest one goes; its minutes stay, and count again if it comes back.
  if (models_.size() > models_max) models_.pop_front();
}

std::string Track::model_of(Role role) const {
  const std::lock_guard held(mutex_);
  return model_of_[static_cast<size_t>(role)];
}

bool Track::is_primary() const {
  const std::lock_guard held(mutex_);
  return is_primary_;
}

std::vector<JudgedModel> Track::models() const {
  const std::lock_guard held(mutex_);
  return {models_.begin(), models_.end()};
}

std::optional<JudgedModel> Track::find(const spark::LiveModel& live) const {
  const std::lock_guard held(mutex_);
  const auto found = std::find_if(models_.rbegin(), models_.rend(), [&](const JudgedModel& each) {
    return each.sha256 == live.sha256 && (!each.sha256.empty() || each.version == live.version);
  });
  return found == models_.rend() ? std::nullopt : std::optional(*found);
}

void Track::set_frozen(uint64_t key, const std::optional<Frozen>& frozen) {
  const std::lock_guard held(mutex_);
  for (JudgedModel& each : models_) {
    if (each.key != key) continue;
    each.frozen = frozen;
    each.is_manifest_read = true;
  }
}

Logged Track::logged() const {
  const std::lock_guard held(mutex_);
  return logged_;
}

void Track::set_logged(Logged logged) {
  const std::lock_guard held(mutex_);
  logged_ = std::move(logged);
}

std::vector<LabelledRow> rows_of(const Track& track, Role role, const JudgedModel& model,
                                 int64_t from_ms, int64_t until_ms, std::string_view symbol) {
  std::vector<LabelledRow> rows;
  const auto rule = model.rule();
  if (!rule || until_ms <= from_ms) return rows;
  const int64_t from = minute_of(from_ms);
  for (const Minutes::Symbol& each : track.minutes.symbols()) {
    if (!symbol.empty() && each.name != symbol) continue;
    const auto closed = track.minutes.read(each, from - RollingLabels::minutes_before, each.open());
    for (const LabelledRow& row :
         labelled(closed, role, model.key, *rule, from, minute_of(until_ms) + 1))
      if (row.ts_ms >= from_ms && row.ts_ms < until_ms) rows.push_back(row);
  }
  return rows;
}

}  // namespace quality
