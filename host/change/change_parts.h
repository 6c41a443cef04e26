// What the way of a change hands on from step to step.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "blueprint/blueprint.h"
#include "change/change.h"
#include "change/change_report.h"
#include "change/rehearsal_report.h"
#include "config/config.h"
#include "generation/generation.h"
#include "generation/staging.h"
#include "http/router.h"
#include "metrics/registry.h"
#include "services/flags_draft.h"
#include "serving/countdown.h"

namespace spark::daemon {

using GenerationPtr = std::shared_ptr<Generation>;
using Routers = std::shared_ptr<const std::vector<http::Router>>;

// A change as far as it can go without an effect.
struct Prepared {
  Blueprint blueprint;
  config::Config config;
  StagedPaths staged;
  std::vector<std::string> restart_needed;
  std::vector<ChangedFile> changed_files;  // of a reload
  RehearsalReport rehearsed;
};

// What is declared while something is built: it vanishes with what is not published, which is
// destroyed first.
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

struct Stuck {  // what a worker has not let go of, and therefore stays
  std::shared_ptr<Countdown> countdown;
  std::string text;
  std::vector<GenerationPtr> generations;
  Routers routers;
};

struct Transfer {  // of a plugin object's state to the one that takes its place
  std::shared_ptr<plugin::Instance> from;
  std::shared_ptr<services::HostObject> from_host;
  std::shared_ptr<plugin::Instance> to;
  std::string name;
  std::string before;
  bool carries = false;
  std::string outcome;  // "carried", or "fresh: …"
};

struct Makeshift {
  Blueprint blueprint;
  std::string note;  // what is said if it has to do
};

struct Published {
  std::optional<Refusal> late;  // why the order is too late: nothing was published
  std::string stuck;            // the worker that has not let go of the generation before
};

}  // namespace spark::daemon
