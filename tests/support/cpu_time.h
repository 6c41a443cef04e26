// How much work something is. Unlike the clock on the wall, this does not count what else the
// machine does meanwhile.
#pragma once

#include <ctime>

namespace spark::test {

// Of the calling thread, so far.
inline double cpu_ms() {
  timespec now{};
  ::clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
  return static_cast<double>(now.tv_sec) * 1e3 + static_cast<double>(now.tv_nsec) / 1e6;
}

// What `work` takes of it.
template <class Work>
double cpu_ms_of(const Work& work) {
  const double before = cpu_ms();
  work();
  return cpu_ms() - before;
}

}  // namespace spark::test
