// The six gates as pure functions: inputs in, verdict out. docs/gates.md says what each asks.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "gate.h"
#include "inputs.h"

namespace promote {

// 1: the inputs' distribution over seven days. [any]
[[nodiscard]] Gate judge_psi(const Inputs& inputs);
// 2: latency, errors and agreement over a day. [any]
[[nodiscard]] Gate judge_performance(const Inputs& inputs);
// 3: alerts, and the host itself, over a day. [any]
[[nodiscard]] Gate judge_alerts(const Inputs& inputs);
// 4: the evaluation of the candidate's artefact, and its term. [any]
[[nodiscard]] Gate judge_offline(const Inputs& inputs);
// 5: how far the two scores are apart over a day. [any]
[[nodiscard]] Gate judge_delta(const Inputs& inputs);
// 6: the records that a promotion must rest on, and the chain. [any]
[[nodiscard]] Gate judge_evidence(const Inputs& inputs);

// All six, in their order. [any]
[[nodiscard]] std::vector<Gate> judge_all(const Inputs& inputs);

// Facts that the gates read, in full: those of the candidate. [any]
[[nodiscard]] std::span<const char* const> fact_names();
// Kinds of records that the gates ask for, in full. [any]
[[nodiscard]] std::vector<std::string> record_kinds();

}  // namespace promote
