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
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "base/error.h"
#include "blueprint/blueprint.h"
#include "change/change.h"
#include "store/head.h"
#include "store/state.h"

namespace spark::daemon {

inline constexpr uint32_t unconfirmed_starts_max = 2;

struct Quarantined {
  std::string sha256;
  std::string what;  // the definition that was made of it
  std::string reason;
  int64_t since_utc_ms = 0;
};

// Everything the state folder holds of generations.
struct Survived {
  std::optional<Blueprint> published;
  bool was_publishing = false;  // something else, which nobody was told of
  std::optional<Blueprint> confirmed;
  std::string started;              // the fingerprint that was started with …
  uint32_t unconfirmed_starts = 0;  // … and how often, without a confirmation or a clean stop
  std::string rejected;  // the fingerprint that kept crashing, and is not started with again
  PreviousDefinitions previous;
  std::vector<Quarantined> quarantined;
  std::optional<store::Head> head;  // where the chain had come to when any of it was written
};

// Which of the objects of `blueprint` are in quarantine, by the definition's key.
[[nodiscard]] std::vector<Quarantined> in_quarantine(const Blueprint& blueprint,
                                                     const std::vector<Quarantined>& quarantined);

// Whether to start with the confirmed blueprint instead of `wanted`, whose objects are known. Where
// it is for crashing, `to_quarantine` gets what only `wanted` is made of.
enum class StartWith { wanted, confirmed_after_crashes, confirmed_for_quarantine };
[[nodiscard]] StartWith choose_start(const Survived& survived, const Blueprint& wanted);
[[nodiscard]] std::vector<Quarantined> suspects(const Survived& survived, const Blueprint& wanted,
                                                int64_t now_utc_ms);

// The durable side. Everything fails, naming the file, for what the disk or the content refuses.
// [builder]
class Survival {
 public:
  // `head` says where the chain has come to: it is written along with everything else, since that
  // waits for the disk anyway.
  explicit Survival(store::State& state, std::function<store::Head()> head = {})
      : state_(state), head_(std::move(head)) {}

  [[nodiscard]] base::Result<Survived> read() const;

  // A start with `blueprint` that has not been confirmed yet.
  base::Result<void> starting(const Blueprint& blueprint, uint32_t unconfirmed_starts);
  // Before it is published: that there is room for it is known then. A start that finds it so comes
  // back to what was published before, since nobody was told otherwise.
  base::Result<void> publishing(const Blueprint& blueprint, const PreviousDefinitions& previous);
  // In one transaction, when it is the live one.
  base::Result<void> published(const Blueprint& blueprint, const PreviousDefinitions& previous);
  // It was not published after all.
  base::Result<void> not_published();
  base::Result<void> confirmed(const Blueprint& blueprint);
  base::Result<void> stopped_cleanly();

  // `rejected` is the fingerprint of what they are part of.
  base::Result<void> quarantine(const std::vector<Quarantined>& suspects,
                                const std::string& rejected);
  // `sha256` or "all"; how many there were.
  base::Result<uint32_t> clear_quarantine(const std::string& sha256);

 private:
  base::Result<void> put(std::vector<store::State::Change> changes);

  store::State& state_;
  std::function<store::Head()> head_;
};

}  // namespace spark::daemon
