// `lineages:`: which models belong together, and what each of them is for.
#pragma once

#include <string>
#include <vector>

#include "config/placed.h"

namespace spark::config {

struct LineageRole {
  std::string role;  // production, candidate or fallback
  Placed<std::string> model;
};

// A pipeline that predicts, with its models by role. Exactly one lineage is primary: series and
// routes that name none speak of it.
struct Lineage {
  std::string name;  // of its pipeline
  Place place;
  std::string line;  // all of it in flow style, to compare two definitions
  bool primary = false;
  std::vector<LineageRole> roles;  // in the order production, candidate, fallback; at least one
};

}  // namespace spark::config
