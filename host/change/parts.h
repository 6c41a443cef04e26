// The parts of the host that changes need, and what the changer keeps from one change to the next.
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <mutex>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "actions/actions.h"
#include "actions/orders.h"
#include "blueprint/previous.h"
#include "change/trials.h"
#include "generation/builder.h"
#include "metrics/registry.h"
#include "recovery/quarantine.h"
#include "recovery/survival.h"
#include "services/durable_values.h"
#include "services/flags_draft.h"
#include "services/pins.h"
#include "serving/publisher.h"

namespace spark::change {

// All members outlive the changes.
struct Parts {
  std::filesystem::path trial_program;  // empty: no trials
  services::Pins& pins;
  services::DurableValues& durable;
  const services::RecordLogs& rows;
  metrics::Registry& registry;
  recovery::Survival& survival;
  actions::ActionContext&
      actions;  // with the control thread, where plugins are told of broken pins
  actions::Orders& orders;
  generation::Builder& builder;
  serving::Publisher& publisher;
  std::function<serving::RouteTablePtr(const generation::GenerationPtr&)> make_routes;
};

// Notes about a start: what it could not do as asked, and what it found changed since the last run.
class StartNotes {
 public:
  void add(const std::string& note);                    // logs it, too [any]
  [[nodiscard]] std::vector<std::string> list() const;  // [any]

 private:
  mutable std::mutex mutex_;  // guards all_
  std::vector<std::string> all_;
};

// The results of the changes so far. [builder]
struct Known {
  explicit Known(const Parts& parts) : trials(parts.trial_program), quarantine(parts.survival) {}

  // Objects that run, or may have to run again.
  [[nodiscard]] std::set<std::string> kept_objects(const generation::Live& live) const;

  Trials trials;
  recovery::Quarantine quarantine;
  StartNotes notes;
  blueprint::PreviousDefinitions previous;
  std::optional<blueprint::Blueprint> confirmed;
  uint64_t last_number = 0;  // of a generation
};

// The series and flags that are declared while a generation is built. They vanish unless the
// generation is published; an unpublished generation is destroyed before them.
struct Drafts {
  Drafts(metrics::Registry& registry, services::Flags& all_flags)
      : series(registry), flags(all_flags) {}
  void commit() {
    series.commit();
    flags.commit();
  }
  metrics::Registry::Draft series;
  services::Flags::Draft flags;
};

}  // namespace spark::change
