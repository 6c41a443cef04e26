// Warns of models that a lineage would set side by side although they predict different things.
#pragma once

#include <string>
#include <vector>

#include "change/change_report.h"
#include "change/generation_report.h"
#include "config/config.h"

namespace spark::change {

// One text for each model of a lineage whose target is not that of the lineage's production, where
// the change touches one of the two, or the lineage is new or edited. `report` is of the next
// generation. Pure.
[[nodiscard]] std::vector<std::string> target_warnings(const config::Config& live,
                                                       const config::Config& next,
                                                       const GenerationReport& report,
                                                       const std::vector<Difference>& differences);

}  // namespace spark::change
