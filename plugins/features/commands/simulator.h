// A market for where no file is given: the same rows for the same seed on every machine.
//
// One-minute returns are normal with a volatility that reverts to its level; after half of the rows
// the regime changes: volatility triples, volume doubles and a downward trend sets in. Enough for
// demos and load; nothing can be learned from it.
#pragma once

#include <cstdint>
#include <memory>

#include "sources.h"

namespace spark::replay {

// options.rows_max rows from 2024-01-01T00:00Z on.
std::unique_ptr<Source> simulate(uint64_t seed, SourceOptions options);

}  // namespace spark::replay
