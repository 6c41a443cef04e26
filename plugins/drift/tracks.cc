#include "tracks.h"

namespace drift {

Tracks::Tracks(spark::Host host, uint32_t symbols_max_of_each)
    : models(host), lineages(host), symbols_max(symbols_max_of_each), workers_(host.workers()) {}

Track& Tracks::track(const std::string& key) {
  const std::lock_guard held(making_);
  for (Track& each : tracks_)
    if (each.name == key) return each;
  return tracks_.emplace_back(key, workers_, symbols_max);
}

Track& Tracks::track(const spark::Lineage& lineage, const std::string& model) {
  std::string role = Track::candidate;
  for (const spark::LineageModel& each : lineage.models)
    if (each.model == model) role = each.role;
  Track& found = track(Track::key_of(lineage.name, role));
  const std::lock_guard held(judging);
  found.primary = lineage.primary;
  found.model = model;
  return found;
}

std::vector<Track*> Tracks::all() {
  const std::lock_guard held(making_);
  std::vector<Track*> found;
  for (Track& each : tracks_) found.push_back(&each);
  return found;
}

std::vector<const Track*> Tracks::all() const {
  const std::lock_guard held(making_);
  std::vector<const Track*> found;
  for (const Track& each : tracks_) found.push_back(&each);
  return found;
}

}  // namespace drift
