// The part of a change that has no effect yet: its blueprint, copies, and a trial.
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

// Copies the libraries and artefacts of the next generation, and tries it in another process: this
// process opens none of them. The builder later keeps or drops the copies. [builder]
[[nodiscard]] base::Result<Proposal, Refusal> propose(const Change& change, Parts& parts,
                                                      Known& known, generation::Steps& steps);

// The planned differences; versions are known where the generation was tried. [builder]
[[nodiscard]] ChangeReport planned_report(const Change& change, const Proposal& proposal,
                                          const generation::Generation& live,
                                          const metrics::Registry& registry);

}  // namespace spark::change
