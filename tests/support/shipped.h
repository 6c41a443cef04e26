// What configs/executor.yaml has: the one place that changes when it gains a plugin.
#pragma once

#include <cstddef>
#include <string>

namespace spark::test {

inline constexpr size_t shipped_plugins = 11;
inline constexpr size_t shipped_libraries = 10;  // two entries are of one
inline constexpr const char* shipped_observers = "tally observe count drift quality record ";

// How --check-config begins to count it.
inline std::string shipped_counts() {
  return "ok (" + std::to_string(shipped_plugins) + " plugins, 6 models, 9 pipelines)";
}

}  // namespace spark::test
