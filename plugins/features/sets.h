// The feature sets: named lists of formulas over a snapshot and what its symbol's minutes say. A
// feature's name means one formula for ever; a changed formula gets a new name. Pure functions of
// values: training and serving share them.
#pragma once

#include <span>
#include <string_view>

#include "windows.h"

namespace features {

// What formulas read; NaN where there is none.
struct Inputs {
  double mid = none;
  double spread_bp = none;
  double vol1m = none;
  double rsi14 = none;
  bool is_spread_estimated = false;
  Recent recent = {};  // with this snapshot as the last minute
};

struct Feature {
  const char* name;
  const char* doc;
  double (*formula)(const Inputs&);  // NaN if an input is missing, or the value is not defined
  bool needs_history = false;
};

struct Set {
  std::string_view name;
  std::span<const Feature> features;
};

// All that exist, oldest first.
[[nodiscard]] std::span<const Set> known_sets();

}  // namespace features
