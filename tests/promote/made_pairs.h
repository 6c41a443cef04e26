// A day of pairs, as rows, as the counts that a host makes of them, and as facts of a verdict.
#pragma once

#include <vector>

#include "promote/made_inputs.h"
#include "recount.h"

namespace spark::test {

// A row a minute for 24 hours before made_now_ms and the present one, answered half a minute after
// the minute began; every 100th request fails for the candidate alone.
[[nodiscard]] std::vector<promote::PairRow> made_rows();

// What a host counts of these rows: those that are answered within the window.
[[nodiscard]] stats::PairBasis made_basis(const std::vector<promote::PairRow>& rows);

// made_inputs() with that basis and its figures.
[[nodiscard]] promote::Inputs made_inputs_with_basis();

}  // namespace spark::test
