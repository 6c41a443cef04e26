// The number of the calling thread's worker. Workers own shards (metric cells, log rings, scratch)
// by number, so that they share nothing on the request path; other threads use the common shard.
#pragma once

#include <cstdint>

namespace spark::base {

inline constexpr uint32_t workers_max = 64;
inline constexpr uint32_t not_a_worker = UINT32_MAX;

// The worker sets this once, before it does anything else.
inline thread_local uint32_t this_worker = not_a_worker;

}  // namespace spark::base
