// A market for runs without a file: the same rows for the same seed on every machine.
//
// A jump diffusion whose volatility reverts to its level; spread and volume follow, RSI is computed
// from the path itself. After half of the rows the regime changes: volatility triples, jumps come
// ten times as often, spreads widen, volume doubles and a downward trend sets in. Formulas and
// figures: docs/simulator.md. Enough for demos and load; nothing can be learned from it.
#pragma once

#include <cstdint>
#include <memory>

#include "sources.h"

namespace spark::replay {

// options.rows_max rows from 2024-01-01T00:00Z on.
std::unique_ptr<Source> simulate(uint64_t seed, SourceOptions options);

}  // namespace spark::replay
