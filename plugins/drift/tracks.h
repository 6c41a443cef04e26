// All models under watch, and what a stage asks for when it is made.
#pragma once

#include <deque>
#include <mutex>
#include <string>
#include <vector>

#include "spark/host.h"
#include "spark/lineages.h"
#include "spark/models.h"
#include "track.h"

namespace drift {

class Tracks {
 public:
  Tracks(spark::Host host, uint32_t symbols_max_of_each);

  // The track of that key (Track::key_of()), which is made if there is none. Lives as long as this.
  // [builder, control]
  Track& track(const std::string& key);
  // The same for a stage that watches `model`, which becomes the one that is judged. [builder]
  Track& track(const spark::Lineage& lineage, const std::string& model);

  // In the order in which they were made. [any but workers]
  [[nodiscard]] std::vector<Track*> all();
  [[nodiscard]] std::vector<const Track*> all() const;

  const spark::Models models;
  const spark::Lineages lineages;
  const uint32_t symbols_max;

  mutable std::mutex judging;  // what Track says it guards; no worker takes it

 private:
  const uint32_t workers_;
  mutable std::mutex making_;  // of tracks; no worker takes it
  std::deque<Track> tracks_;
};

}  // namespace drift
