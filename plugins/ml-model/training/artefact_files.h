// The files of an artefact as texts, but for probes and sums, which need the others.
#pragma once

#include <map>
#include <string>

#include "artefact_plan.h"
#include "spark/tool/result.h"

namespace training {

// By name. Errors say what of the plan is wrong; of an ensemble, with the place in its file.
[[nodiscard]] spark::tool::Result<std::map<std::string, std::string>> artefact_files(
    const ArtefactPlan& plan);

// probes.json: the plan's rows with the scores that `scores` has for them, one each.
[[nodiscard]] std::string probes_text(const ArtefactPlan& plan, const std::vector<double>& scores);

}  // namespace training
