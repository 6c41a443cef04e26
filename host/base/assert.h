// SPARK_ASSERT(condition, "what must hold"): a false condition is our own bug. It stops the process
// in every build, since a host that goes on with a broken invariant answers wrongly.
#pragma once

#include <cstdio>
#include <cstdlib>

namespace spark::base {

[[noreturn]] inline void assertion_failed(const char* condition, const char* why, const char* file,
                                          int line) {
  std::fprintf(stderr, "%s:%d: this is a bug in spark: %s (%s)\n", file, line, why, condition);
  std::abort();
}

}  // namespace spark::base

#define SPARK_ASSERT(condition, why) \
  ((condition) ? (void)0 : ::spark::base::assertion_failed(#condition, why, __FILE__, __LINE__))
