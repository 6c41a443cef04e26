// The libraries that a library asks the dynamic linker for, read from its file.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

namespace spark::objects {

struct Needed {
  std::vector<std::string> names;  // such as libfoo.so.1
  bool beside = false;             // they are looked for beside it: $ORIGIN in its RUNPATH or RPATH
  bool inherited = false;          // and so are those that they need: RPATH without RUNPATH
};

// Empty for a file that is no 64-bit shared object or is malformed: opening it reports that.
[[nodiscard]] Needed read_needed(const std::filesystem::path& file);

}  // namespace spark::objects
