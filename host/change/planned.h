// What a change would change, told from definitions alone: nothing of it is built here.
#pragma once

#include <vector>

#include "change/change_report.h"
#include "change/generation_report.h"
#include "generation/generation.h"

namespace spark::change {

// The same as differences(live, next) of the generation that `blueprint` and `config` describe,
// whose objects are all known; versions and states are the report's, "" where it has none.
[[nodiscard]] std::vector<Difference> planned_differences(const generation::Generation& live,
                                                          const blueprint::Blueprint& blueprint,
                                                          const config::Config& config,
                                                          const GenerationReport& report);

}  // namespace spark::change
