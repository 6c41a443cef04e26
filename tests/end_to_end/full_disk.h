// A disk that is full, for one process and those that it starts.
#pragma once

#include <sys/resource.h>

#include <cstdint>
#include <stdexcept>

#include "end_to_end/harness.h"

namespace spark::test {

// From now on files of that process (0: this one) that would grow beyond the limit fail as those on
// a full disk do; RLIM_INFINITY: there is room again.
inline void limit_files(pid_t pid, uint64_t file_bytes_max) {
  const rlimit limit{file_bytes_max, RLIM_INFINITY};
  if (::prlimit(pid, RLIMIT_FSIZE, &limit, nullptr) != 0)
    throw std::runtime_error("the limit of a file's size was not set");
}

// The disk of a process is full while this object lives.
class FullDisk {
 public:
  FullDisk(const Sparkd& host, uint64_t file_bytes_max) : FullDisk(host.pid(), file_bytes_max) {}
  FullDisk(pid_t pid, uint64_t file_bytes_max) : pid_(pid) { limit_files(pid, file_bytes_max); }
  ~FullDisk() {
    constexpr rlimit none{RLIM_INFINITY, RLIM_INFINITY};
    ::prlimit(pid_, RLIMIT_FSIZE, &none, nullptr);
  }
  FullDisk(const FullDisk&) = delete;
  FullDisk& operator=(const FullDisk&) = delete;

 private:
  pid_t pid_;
};

}  // namespace spark::test
