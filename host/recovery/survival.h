// What a host comes back to after a stop or a crash.
//
// The state folder holds the blueprint that was published last and the one that was confirmed last:
// that ran for a while and answered. A host starts with its configuration and the overrides that
// still hold; if it has started with the same twice and crashed before it was confirmed, it starts
// with the confirmed one instead, and the objects that only the other had are quarantined until an
// operator says otherwise.
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

// What the state folder holds of generations, and of the chain.
struct Recovered {
  blueprint::Survived survived;
  std::optional<store::Head> head;  // where the chain had come to when any of it was written
};

// The durable side. Everything fails, naming the file, for what the disk or the content refuses.
// [builder]
class Survival {
 public:
  // `head` says where the chain has come to: it is written along with everything else, since that
  // waits for the disk anyway.
  explicit Survival(store::State& state, std::function<store::Head()> head = {})
      : state_(state), head_(std::move(head)) {}

  [[nodiscard]] base::Result<Recovered> read() const;

  // A start with `blueprint` that has not been confirmed yet.
  base::Result<void> starting(const blueprint::Blueprint& blueprint, uint32_t unconfirmed_starts);
  // Before it is published: that there is room for it is known then. A start that finds it so comes
  // back to what was published before, since nobody was told otherwise.
  base::Result<void> publishing(const blueprint::Blueprint& blueprint,
                                const blueprint::PreviousDefinitions& previous);
  // In one transaction, when it is the live one.
  base::Result<void> published(const blueprint::Blueprint& blueprint,
                               const blueprint::PreviousDefinitions& previous);
  // It was not published after all.
  base::Result<void> not_published();
  base::Result<void> confirmed(const blueprint::Blueprint& blueprint);
  base::Result<void> stopped_cleanly();

  // `rejected` is the fingerprint of what they are part of.
  base::Result<void> quarantine(const std::vector<blueprint::Quarantined>& suspects,
                                const std::string& rejected);
  // `sha256` or "all"; how many there were.
  base::Result<uint32_t> clear_quarantine(const std::string& sha256);

 private:
  base::Result<void> put(std::vector<store::State::Change> changes);

  store::State& state_;
  std::function<store::Head()> head_;
};

}  // namespace spark::recovery
