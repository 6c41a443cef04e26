// What a plugin may name besides what is its own by its id (services/plugin_host.h): a grant to its
// entry under `plugins:`, whatever library comes into it.
#pragma once

#include <string>
#include <vector>

namespace spark::config {

struct May {
  bool anything = false;             // as what ships with the host
  std::vector<std::string> metrics;  // beginnings of names
  std::vector<std::string> routes;   // paths, each with all below it
};

}  // namespace spark::config
