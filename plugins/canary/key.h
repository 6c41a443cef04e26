// Which requests a share of them is: by a stable hash of a key, so that one key is always on one
// side, and a larger share keeps the keys of the smaller one.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

#include "plan.h"
#include "spark/per_worker.h"
#include "spark/stats/random.h"

namespace canary {

// FNV-1a over the bytes, then a mixer, since FNV's high bits are poor for short keys. The same on
// every machine and in every version: it decides who gets whose answers. [any]
[[nodiscard]] constexpr uint64_t hash_of(std::string_view key, uint64_t seed = 0) {
  uint64_t hash = 0xcbf29ce484222325U ^ seed;
  for (const char c : key) hash = (hash ^ static_cast<unsigned char>(c)) * 0x100000001b3U;
  return spark::stats::split_mix(hash);
}

// From 0 to 999,999: the key is in a share of more millionths than that. [any]
[[nodiscard]] constexpr uint32_t position_of(uint64_t hash) {
  return static_cast<uint32_t>((hash >> 32U) * whole_ppm >> 32U);
}

// Of a request in observe-only, where the split decides what counts. [any]
[[nodiscard]] constexpr uint64_t counting_key(std::string_view symbol, std::optional<int64_t> ts,
                                              int64_t sequence) {
  uint64_t seed = static_cast<uint64_t>(sequence);
  if (ts) seed = spark::stats::split_mix(seed ^ static_cast<uint64_t>(*ts));
  return hash_of(symbol, seed);
}

// The first different keys that one worker saw, to tell keys that spread from one that does not.
class KeySample {
 public:
  static constexpr size_t capacity = 32;

  // [the one worker]
  void see(uint64_t hash) noexcept {
    const size_t known = count_;
    if (known == capacity) return;
    for (size_t i = 0; i < known; ++i)
      if (hashes_[i] == hash) return;
    hashes_[known] = hash;
    count_.add(1);
  }

  // Calls call(hash) for each. [any]
  template <class Call>
  void each(Call&& call) const {
    const size_t known = count_;
    for (size_t i = 0; i < known; ++i) call(hashes_[i].get());
  }

 private:
  spark::Cell<size_t> count_;
  std::array<spark::Cell<uint64_t>, capacity> hashes_;
};

}  // namespace canary
