// Objects that a host kept crashing with: nothing is made of them until an operator says otherwise.
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

  // What the state folder holds. [builder]
  void restore(std::vector<blueprint::Quarantined> all);
  // `rejected` is the fingerprint of what they are part of. They count from here on even if they
  // could not be noted, which is logged. [builder]
  void add(const std::vector<blueprint::Quarantined>& suspects, const std::string& rejected);
  // `sha256` or "all"; how many there were. [builder]
  base::Result<uint32_t> clear(const std::string& sha256);

 private:
  Survival& survival_;
  mutable std::mutex mutex_;  // guards all_
  std::vector<blueprint::Quarantined> all_;
};

}  // namespace spark::recovery
