// A disk that stalls when a test says so (stalling_disk.c).
#pragma once

#include <cstdlib>
#include <filesystem>
#include <fstream>

#include "support/temporary_folder.h"

namespace spark::test {

// The disk of hosts that are started while it lives stalls from stall() to go_on().
class StallingDisk {
 public:
  StallingDisk() {
    ::setenv("LD_PRELOAD", SPARK_STALLING_DISK, 1);
    ::setenv("SPARK_STALL", file().c_str(), 1);
  }
  ~StallingDisk() {
    go_on();
    ::unsetenv("LD_PRELOAD");
    ::unsetenv("SPARK_STALL");
  }
  void stall() const { std::ofstream{file()}; }
  void go_on() const { std::filesystem::remove(file()); }

 private:
  [[nodiscard]] std::filesystem::path file() const { return folder_.path() / "stall"; }
  TemporaryFolder folder_;
};

}  // namespace spark::test
