// What the figures of a day were computed from, as it goes with them: the fact window_24h.
#pragma once

#include <cstdint>

#include "pair_history.h"
#include "spark/stats/pair_basis.h"
#include "watched_pairs.h"

namespace shadow {

inline constexpr uint32_t look_ms = 5'000;  // between two takings of what workers counted

[[nodiscard]] spark::stats::PairBasis basis_of(const PairOf& of, const PairDay& day, int64_t to_ms,
                                               double match_threshold);

}  // namespace shadow
