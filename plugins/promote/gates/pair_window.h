// The counts that figures of pairs (gates 2 and 5) were computed from, read, and set against them.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "document_reader.h"
#include "gate.h"
#include "inputs.h"

namespace promote {

// The fact that brings them, in full; its value is the number of pairs.
inline constexpr const char* pairs_basis_fact = "shadow.window_24h";

// Reads spark::stats::document_of() again. Throws spark::Error, which names the member. [any]
[[nodiscard]] spark::stats::PairBasis pair_basis_of(const Value& document);

// Takes the basis out of the fact of that name, if the facts have it: into `inputs.pairs`. [any]
void take_pair_basis(Inputs& inputs);

// Whether figures and basis are of one look. [any]
[[nodiscard]] bool is_of_one_look(const Inputs& inputs);

// A figure of pairs beside what its basis gives.
struct RecomputedFigure {
  std::string name;  // of the fact, in full
  double recorded = 0;
  std::optional<double> recomputed;

  [[nodiscard]] bool is_equal() const;
};
// Of all facts that the basis gives; none without a basis. [any]
[[nodiscard]] std::vector<RecomputedFigure> recomputed_figures(const Inputs& inputs);

// GO where the fact is what its basis gives, or there is no basis: then others judge. Else what
// the figure is worth, and why. [any]
struct BasisFinding {
  Verdict verdict = Verdict::go;
  std::string reason;
};
[[nodiscard]] BasisFinding against_basis(const Inputs& inputs, const std::string& name);

}  // namespace promote
