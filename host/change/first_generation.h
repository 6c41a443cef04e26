// Builds the generation that a host starts with: from its configuration and from what survived of
// earlier runs, or from a makeshift where those cannot be built.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "blueprint/start_rules.h"
#include "change/parts.h"

namespace spark::change {

// Used once, on the builder.
class FirstGeneration {
 public:
  // Both outlive this.
  FirstGeneration(Parts& parts, Known& known) : parts_(parts), known_(known) {}

  // Makes the live generation from `blueprint`, or from the confirmed blueprint in the state folder
  // (blueprint/start_rules.h). Mistakes go to `errors`.
  base::Result<void> start(blueprint::Blueprint blueprint, config::Errors& errors);

 private:
  struct Makeshift {
    blueprint::Blueprint blueprint;
    std::string note;  // added to the start's notes if the makeshift is used
  };
  using Built = std::unique_ptr<generation::Generation>;

  [[nodiscard]] static std::vector<Makeshift> makeshifts_for(const blueprint::Blueprint& wanted,
                                                             const blueprint::Survived& survived);
  Built first_that_builds(const blueprint::Blueprint& wanted, const blueprint::Survived& survived,
                          config::Errors& errors);
  // Whether the plugins get their durable values, or those are set aside if the build then passes
  // its trial.
  enum class Values { kept, set_aside };
  Built build(blueprint::Blueprint blueprint, const blueprint::Survived& survived,
              config::Errors& errors, Values values = Values::kept);
  void set_values_aside(const config::Config& config);
  void fall_back(blueprint::StartWith with, const blueprint::Survived& survived,
                 blueprint::Blueprint& blueprint);
  void quarantine_suspects(const blueprint::Survived& survived, const blueprint::Blueprint& wanted);
  void note_other_objects(const blueprint::Blueprint& published);
  void drop_fresh(const blueprint::Blueprint* also_kept);

  Parts& parts_;
  Known& known_;
  bool has_trial_crashed_ = false;
};

}  // namespace spark::change
