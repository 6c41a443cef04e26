// A change as far as it can go without an effect: its blueprint, copies, and a trial.
#pragma once

#include <string>
#include <vector>

#include "change/change.h"
#include "change/change_report.h"
#include "change/parts.h"
#include "generation/steps.h"

namespace spark::change {

struct Proposal {
  blueprint::Blueprint blueprint;
  config::Config config;
  generation::ObjectPaths paths;
  std::vector<std::string> restart_needed;
  std::vector<ChangedFile> changed_files;  // of a reload
  GenerationReport report;
};

// Copies what the next generation is made of, and tries it in another process: nothing of it is
// opened here. What it copied is the builder's to keep or to drop. [builder]
[[nodiscard]] base::Result<Proposal, Refusal> propose(const Change& change, Parts& parts,
                                                      Known& known, generation::Steps& steps);

// What would change; versions are known where it was tried. [builder]
[[nodiscard]] ChangeReport planned_report(const Change& change, const Proposal& proposal,
                                          const generation::Generation& live,
                                          const metrics::Registry& registry);

}  // namespace spark::change
