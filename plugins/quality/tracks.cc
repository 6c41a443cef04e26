#include "tracks.h"

namespace quality {

Tracks::Tracks(spark::Host host, const Limits& limits)
    : models(host),
      lineages(host),
      metrics(host),
      labels(host, limits.log_days_max, limits.log_bytes_max),
      symbols_max_(limits.symbols_max) {}

Track& Tracks::track(const std::string& lineage) {
  const std::lock_guard held(making_);
  for (Track& each : tracks_)
    if (each.name == lineage) return each;
  return tracks_.emplace_back(lineage, symbols_max_);
}

std::vector<Track*> Tracks::all() const {
  const std::lock_guard held(making_);
  std::vector<Track*> found;
  for (Track& each : tracks_) found.push_back(&each);
  return found;
}

void Tracks::know(const Track& track, const JudgedModel& model) {
  for (const std::string& text : {track.name, model.target(), model.version, model.sha256})
    labels.know(text);
  for (const char* role : role_names) labels.know(role);
}

}  // namespace quality
