// spark/stats/random.h: random numbers that are the same on every machine. The standard library's
// distributions differ between implementations, so figures that are kept as evidence cannot be
// recomputed with them.
//
//   Random random(seed, replicate);
//   random.below(samples);                                 // an index
//
// The generator is xoshiro256++ 1.0 (Blackman and Vigna, "Scrambled linear pseudorandom number
// generators", ACM TOMS 47, 2021), its state filled by SplitMix64 (Steele, Lea and Flood, OOPSLA
// 2014), as its authors advise. Both are in the public domain. It is no source of secrets.
#pragma once

#include <array>
#include <bit>
#include <cstdint>

namespace spark::stats {

// The step of SplitMix64: a bijection of 64 bits that changes about half of them. [any]
[[nodiscard]] constexpr uint64_t split_mix(uint64_t state) {
  uint64_t z = state + 0x9e3779b97f4a7c15U;
  z = (z ^ (z >> 30U)) * 0xbf58476d1ce4e5b9U;
  z = (z ^ (z >> 27U)) * 0x94d049bb133111ebU;
  return z ^ (z >> 31U);
}

// A sequence of numbers. Allocates nothing; one object belongs to one thread at a time. [any]
class Random {
 public:
  // Equal arguments give equal sequences. Streams of one seed are unrelated: replicate r of a
  // bootstrap takes stream r, so that its result does not depend on who computes which replicate.
  explicit constexpr Random(uint64_t seed, uint64_t stream = 0) {
    uint64_t at = split_mix(split_mix(seed) + stream);
    for (uint64_t& word : state_) {
      word = split_mix(at);
      at += 0x9e3779b97f4a7c15U;
    }
  }

  // 64 random bits.
  constexpr uint64_t next() {
    const uint64_t result = std::rotl(state_[0] + state_[3], 23) + state_[0];
    const uint64_t shifted = state_[1] << 17U;
    state_[2] ^= state_[0];
    state_[3] ^= state_[1];
    state_[1] ^= state_[2];
    state_[0] ^= state_[3];
    state_[2] ^= shifted;
    state_[3] = std::rotl(state_[3], 45);
    return result;
  }

  // Uniform in [0, bound), without bias: numbers of the last, incomplete round are drawn again.
  // bound > 0.
  constexpr uint64_t below(uint64_t bound) {
    const uint64_t surplus = (0 - bound) % bound;  // 2^64 modulo bound
    uint64_t drawn = next();
    while (drawn < surplus) drawn = next();
    return drawn % bound;
  }

  // Uniform in [0, 1), a multiple of 2^-53.
  constexpr double uniform() { return static_cast<double>(next() >> 11U) * 0x1p-53; }

 private:
  std::array<uint64_t, 4> state_{};
};

}  // namespace spark::stats
