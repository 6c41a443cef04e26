// What a plugin may do besides what its id gives it (services/plugin_host.h): names that it may
// use, and models that it may swap. The grant is to the entry under `plugins:`, for any library
// that the entry loads.
#pragma once

#include <string>
#include <vector>

#include "config/placed.h"

namespace spark::config {

struct May {
  bool anything = false;                       // names, as plugins that ship with the host may
  std::vector<std::string> metrics;            // beginnings of names
  std::vector<std::string> routes;             // paths, each with all below it
  std::vector<Placed<std::string>> swap = {};  // models
};

}  // namespace spark::config
