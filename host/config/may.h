// The names that a plugin may use besides those that its id gives it (services/plugin_host.h). The
// grant is to the entry under `plugins:`, for any library that the entry loads.
#pragma once

#include <string>
#include <vector>

namespace spark::config {

struct May {
  bool anything = false;             // as plugins that ship with the host may
  std::vector<std::string> metrics;  // beginnings of names
  std::vector<std::string> routes;   // paths, each with all below it
};

}  // namespace spark::config
