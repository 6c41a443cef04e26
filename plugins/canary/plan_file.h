// Plans as files: a small YAML file each, named after its plan.
//
//   phases:
//     - {split: 5%, duration: 30min, samples: 300}
//   slo: {p95: 80ms, errors: 1%, match: 95%}
//   abort:
//     errors_fast: {above: 5%, for: 5min}
//   hold_max: 24h
//
// What is left out is as plan.h has it, but for `phases` and each one's `split`.
#pragma once

#include <string>

#include "plan.h"

namespace canary {

// "full" of "…/full.yaml". Throws spark::Error (SPARK_E_INVALID) that names file, line and what was
// expected. [builder]
[[nodiscard]] Plan read_plan_file(const std::string& path);

// The same of a text; `file` is what errors call it.
[[nodiscard]] Plan read_plan(const std::string& text, const std::string& file);

}  // namespace canary
