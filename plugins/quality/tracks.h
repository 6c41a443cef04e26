// What the plugin object has for all its stages: the lineages, and the log that their rows go to.
#pragma once

#include <deque>
#include <mutex>
#include <string>
#include <vector>

#include "label_log.h"
#include "spark/lineages.h"
#include "spark/metrics.h"
#include "spark/models.h"
#include "track.h"

namespace quality {

class Tracks {
 public:
  struct Limits {
    uint32_t symbols_max = 0;  // of a lineage
    uint32_t log_days_max = 0;
    uint64_t log_bytes_max = 0;
  };
  Tracks(spark::Host host, const Limits& limits);

  // The track of a lineage, which is made if there is none. Lives as long as this object.
  // [builder, control]
  Track& track(const std::string& lineage);
  // In the order in which they were made. [any but workers]
  [[nodiscard]] std::vector<Track*> all() const;
  // Prepares the log of labels for the model's rows. [builder, control]
  void know(const Track& track, const JudgedModel& model);

  const spark::Models models;
  const spark::Lineages lineages;
  const spark::Metrics metrics;
  LabelLog labels;

 private:
  const uint32_t symbols_max_;
  mutable std::mutex making_;  // of tracks_; no worker takes it
  mutable std::deque<Track> tracks_;
};

}  // namespace quality
