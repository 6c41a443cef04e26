// The feature sets: named lists of formulas over a snapshot. A feature's name means one formula for
// ever; a changed formula gets a new name. Pure functions of values: training and serving share
// them.
#pragma once

#include <span>
#include <string_view>

namespace features {

// The values of a request; NaN where it has none.
struct Snapshot {
  double mid = 0;
  double spread_bp = 0;
  double vol1m = 0;
  double rsi14 = 0;
};

struct Feature {
  const char* name;
  const char* doc;
  double (*formula)(const Snapshot&);  // NaN if an input is missing
};

struct Set {
  std::string_view name;
  std::span<const Feature> features;
};

// All that exist, oldest first.
[[nodiscard]] std::span<const Set> known_sets();

}  // namespace features
