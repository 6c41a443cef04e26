// A disk that stalls, or is read-only, when a test says so (bad_disk.c).
#pragma once

#include <cstdlib>
#include <filesystem>
#include <fstream>

#include "support/temporary_folder.h"

namespace spark::test {

// The disk of hosts that are started while it lives stalls from stall() to go_on(), or refuses to
// be written from refuse() on.
class BadDisk {
 public:
  BadDisk() {
    ::setenv("LD_PRELOAD", SPARK_BAD_DISK, 1);
    ::setenv("SPARK_STALL", file("stall").c_str(), 1);
    ::setenv("SPARK_READ_ONLY", file("read_only").c_str(), 1);
  }
  ~BadDisk() {
    go_on();
    for (const char* name : {"LD_PRELOAD", "SPARK_STALL", "SPARK_READ_ONLY"}) ::unsetenv(name);
  }
  void stall() const { std::ofstream{file("stall")}; }
  void refuse() const { std::ofstream{file("read_only")}; }
  void go_on() const {
    std::filesystem::remove(file("stall"));
    std::filesystem::remove(file("read_only"));
  }

 private:
  [[nodiscard]] std::filesystem::path file(const char* name) const { return folder_.path() / name; }
  TemporaryFolder folder_;
};

}  // namespace spark::test
