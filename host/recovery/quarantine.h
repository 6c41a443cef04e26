// Objects that the host kept crashing with: it refuses them until an operator clears them.
#pragma once

#include <mutex>
#include <string>
#include <vector>

#include "recovery/survival.h"

namespace spark::recovery {

class Quarantine {
 public:
  // `survival` outlives this.
  explicit Quarantine(Survival& survival) : survival_(survival) {}

  [[nodiscard]] std::vector<blueprint::Quarantined> list()
      const;  // [control, builder, jobs, writer]

  // Takes the list that the state folder holds. [builder]
  void restore(std::vector<blueprint::Quarantined> all);
  // `rejected` is the fingerprint of the suspects' blueprint. The suspects count from here on even
  // if they could not be written; that failure is logged. [builder]
  void add(const std::vector<blueprint::Quarantined>& suspects, const std::string& rejected);
  // Clears `sha256` or "all"; returns how many it cleared. [builder]
  base::Result<uint32_t> clear(const std::string& sha256);

 private:
  Survival& survival_;
  mutable std::mutex mutex_;  // guards all_
  std::vector<blueprint::Quarantined> all_;
};

}  // namespace spark::recovery
