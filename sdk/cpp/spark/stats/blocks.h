// spark/stats/blocks.h: draws blocks of neighbours from a series of dependent samples.
//
// The circular block bootstrap (Politis and Romano, "A circular block-resampling procedure for
// stationary data", 1992): blocks of one length begin anywhere, and the series goes on at its
// beginning, so that each sample is drawn equally often. Dependence within a block is kept;
// dependence beyond its length is not, so a block is at least as long as the dependence: a day for
// minutes of a market.
//
// A replicate is a list of stretches, so that sums over a series with running totals cost one
// subtraction for each block. Those who need the samples themselves walk the stretches in order.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>

#include "spark/stats/random.h"

namespace spark::stats {

// How a series is resampled.
struct Resampling {
  size_t block = 1;  // samples in a block; clamped to the series' length
  size_t drawn = 0;  // samples in a replicate; 0: as many as the series has
  uint32_t replicates = 1000;
  uint64_t seed = 1;  // equal seeds give equal figures
};

// Draws one replicate: calls take(begin, length) for stretches of a series of `samples`, in order,
// together `drawn` long; the last block is cut, and one that wraps around comes as two stretches.
// samples > 0. Allocates nothing itself. [any]
template <class Take>
void draw_blocks(size_t samples, size_t block, size_t drawn, Random& random, Take take) {
  block = std::clamp<size_t>(block, 1, samples);
  while (drawn > 0) {
    const auto begin = static_cast<size_t>(random.below(samples));
    const size_t length = std::min(block, drawn);
    const size_t before_end = std::min(length, samples - begin);
    take(begin, before_end);
    if (before_end < length) take(size_t{0}, length - before_end);
    drawn -= length;
  }
}

}  // namespace spark::stats
