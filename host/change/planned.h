// The differences that a change would make, told from definitions alone: nothing is built here.
#pragma once

#include <vector>

#include "change/change_report.h"
#include "change/generation_report.h"
#include "generation/generation.h"

namespace spark::change {

// Equals differences(live, next), where `next` is the generation that `blueprint` and `config`
// describe. All objects of `blueprint` are known. Versions and states come from the report, ""
// where it has none.
[[nodiscard]] std::vector<Difference> planned_differences(const generation::Generation& live,
                                                          const blueprint::Blueprint& blueprint,
                                                          const config::Config& config,
                                                          const GenerationReport& report);

}  // namespace spark::change
