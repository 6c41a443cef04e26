// Inputs for which all six gates are GO, to be changed by the cases of tables.
#pragma once

#include <string>
#include <vector>

#include "gates.h"
#include "inputs.h"

namespace spark::test {

inline constexpr int64_t made_now_ms = 1'780'000'000'000;  // in May 2026

[[nodiscard]] promote::Inputs made_inputs();

// The fact of that name, which made_inputs() has.
[[nodiscard]] spark::Fact& fact_in(promote::Inputs& inputs, const std::string& name);
void drop_fact(promote::Inputs& inputs, const std::string& name);

// One line of a table: what is changed, and what the gate says then.
struct GateCase {
  const char* what;
  void (*change)(promote::Inputs& inputs);
  promote::Verdict verdict;
  const char* reason;  // of the deciding check: a part of it
};

// Judges each case and checks verdict and reason.
void check_cases(promote::Gate (*judge)(const promote::Inputs& inputs),
                 const std::vector<GateCase>& cases);

}  // namespace spark::test
