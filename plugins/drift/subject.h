// Whom a window is about: the models of a lineage at one time. Another model of either role begins
// another window.
#pragma once

#include <string>
#include <vector>

namespace drift {

struct Subject {
  std::string lineage;     // "" where the configuration has none
  std::string production;  // digest of the artefact, or the version of a model without one
  std::string model;       // the same of the model that is watched
  std::string version;     // of that
  std::vector<std::string> features;  // the elements of its rows

  // The digests alone: the rest follows from them.
  [[nodiscard]] bool is_same(const Subject& other) const {
    return lineage == other.lineage && production == other.production && model == other.model;
  }
};

}  // namespace drift
