// A dry run for people: each step that a real canary would have recorded, and how far it came.
#pragma once

#include <cstddef>
#include <string>

#include "../dry_run.h"
#include "recorded_pairs.h"
#include "spark/tool/json.h"

namespace canary {

// The course of a start at the first of the pairs. Pure.
[[nodiscard]] DryRun dry_run_of(const RecordedPairs& recorded, const Plan& plan,
                                const Choice& choice);

// Pure.
[[nodiscard]] std::string dry_run_text(const DryRun& dry_run, const RecordedPairs& recorded,
                                       size_t width);

// What the host's own dry run answered. Pure.
[[nodiscard]] std::string counted_text(const spark::tool::json::value& document, size_t width);

// Whether all phases of the plan ended and met the SLO.
[[nodiscard]] bool has_passed(const DryRun& dry_run);

}  // namespace canary
