// Runs a target over every file of the folders given: what fuzzing has found stays found.
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <vector>

#include "fuzz/target.h"

int main(int argc, char** argv) {
  size_t files = 0;
  for (int i = 1; i < argc; ++i) {
    for (const auto& entry : std::filesystem::directory_iterator(argv[i])) {
      std::ifstream file(entry.path(), std::ios::binary);
      std::ostringstream bytes;
      bytes << file.rdbuf();
      const std::string text = bytes.str();
      // An exact copy, so that a sanitizer sees a byte read too far.
      const std::vector<uint8_t> copy(text.begin(), text.end());
      std::printf("%s\n", entry.path().c_str());
      std::fflush(stdout);
      (void)LLVMFuzzerTestOneInput(copy.data(), copy.size());
      ++files;
    }
  }
  std::printf("%zu inputs survived\n", files);
  return files == 0 ? 1 : 0;
}
