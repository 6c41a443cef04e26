// Counts what a test program allocates: linking allocations.cc replaces the global operator new.
// Such a test is a program of its own, so that the replacement disturbs no other.
#pragma once

#include <cstdint>

namespace spark::test {

// Calls of operator new so far, by threads that are counted.
[[nodiscard]] uint64_t allocations();

// Whether the calling thread is counted; asked at each allocation. The program defines it.
[[nodiscard]] bool counts_allocations() noexcept;

}  // namespace spark::test
