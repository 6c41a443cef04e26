// What a model says a probability of, as model.json has it. Two models are compared only if all
// three texts are equal.
#pragma once

#include <string>

namespace training {

struct Target {
  std::string event;      // "rv5-above-median", "up-move", "up-move-10bp", …
  std::string horizon;    // "5min"
  std::string reference;  // "24h", "mid"

  bool operator==(const Target&) const = default;
};

}  // namespace training
