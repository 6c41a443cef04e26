// The facts that let a host come back after a stop or a crash.
//
// The state folder holds the blueprint that was published last and the blueprint that was confirmed
// last, which ran for a while and answered. A host starts with its configuration and the overrides
// that still hold. If it started with the same blueprint twice and crashed before confirming it, it
// starts with the confirmed blueprint instead, and quarantines the objects that only the other
// blueprint has, until an operator clears them.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "base/error.h"
#include "blueprint/start_rules.h"
#include "store/head.h"
#include "store/state.h"

namespace spark::recovery {

// The state folder's facts about generations and the chain.
struct Recovered {
  blueprint::Survived survived;
  std::optional<store::Head> head;  // of the chain, when the facts were last written
};

// Reads and writes these facts. Every function fails, naming the file, if the disk refuses or the
// content is damaged. [builder]
class Survival {
 public:
  // `head` returns the chain's head, which is written with every write, since a write waits for the
  // disk anyway.
  explicit Survival(store::State& state, std::function<store::Head()> head = {})
      : state_(state), head_(std::move(head)) {}

  [[nodiscard]] base::Result<Recovered> read() const;

  // Notes a start with `blueprint`, which has not been confirmed yet.
  base::Result<void> starting(const blueprint::Blueprint& blueprint, uint32_t unconfirmed_starts);
  // Called before `blueprint` is published, and proves that the disk has room. A start that finds
  // this note uses the blueprint published before, since no operator was told of the change.
  base::Result<void> publishing(const blueprint::Blueprint& blueprint,
                                const blueprint::PreviousDefinitions& previous);
  // In one transaction, when `blueprint` is the live one.
  base::Result<void> published(const blueprint::Blueprint& blueprint,
                               const blueprint::PreviousDefinitions& previous);
  // Takes back publishing(): the blueprint was not published.
  base::Result<void> not_published();
  base::Result<void> confirmed(const blueprint::Blueprint& blueprint);
  // The start has run for as long as a confirmation takes, though too few have asked it.
  base::Result<void> outlived();
  base::Result<void> stopped_cleanly();

  // `rejected` is the fingerprint of the suspects' blueprint.
  base::Result<void> quarantine(const std::vector<blueprint::Quarantined>& suspects,
                                const std::string& rejected);
  // Clears `sha256` or "all"; returns how many it cleared.
  base::Result<uint32_t> clear_quarantine(const std::string& sha256);

 private:
  base::Result<void> put(std::vector<store::State::Change> changes);

  store::State& state_;
  std::function<store::Head()> head_;
};

}  // namespace spark::recovery
