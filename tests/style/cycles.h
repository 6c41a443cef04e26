// Components that include each other. A component is x.h and x.cc of one folder; two that need each
// other cannot be read, tested or moved one at a time.
#pragma once

#include <string>
#include <vector>

#include "style/source.h"

namespace spark::style {

// Components of one folder, each of which reaches the others by includes.
struct Cycle {
  std::string folder;                   // from the repository's root
  std::vector<std::string> components;  // names, sorted

  friend bool operator==(const Cycle&, const Cycle&) = default;
};

// Of host/, plugins/ and sdk/, sorted by folder.
[[nodiscard]] std::vector<Cycle> cycles_of(const std::vector<Source>& sources);

// The cycles that are known and not yet mended.
[[nodiscard]] const std::vector<Cycle>& known_cycles();

// Cycles that are not among `known`, and those of `known` that are none any more.
[[nodiscard]] std::vector<Finding> component_cycles(const std::vector<Source>& sources,
                                                    const std::vector<Cycle>& known);

}  // namespace spark::style
