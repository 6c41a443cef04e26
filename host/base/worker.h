// Which worker the calling thread is. Workers own shards (metric cells, log rings, scratch) by
// number, so that nothing on the request path is shared; every other thread uses the common shard.
#pragma once

#include <cstdint>

namespace spark::base {

inline constexpr uint32_t workers_max = 64;
inline constexpr uint32_t not_a_worker = UINT32_MAX;

// Set once, by the worker itself, before it does anything else.
inline thread_local uint32_t this_worker = not_a_worker;

}  // namespace spark::base
