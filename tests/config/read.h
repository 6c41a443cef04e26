// Reads a configuration from text, as the tests of this folder do it.
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "config/config.h"

namespace spark::config::testing {

using Overrides = std::vector<std::string>;
using Environment = std::vector<std::pair<std::string, std::string>>;

struct Outcome {
  Config config;
  Errors errors;
  std::string report;
};

inline Outcome read(std::string_view text, const Overrides& overrides = {},
                    const Environment& environment = {}) {
  Outcome outcome;
  outcome.config = parse(text, "test.yaml", "/etc/spark", overrides, environment, outcome.errors);
  outcome.report = outcome.errors.render();
  return outcome;
}

inline bool contains(const std::string& text, std::string_view part) {
  return text.find(part) != std::string::npos;
}

}  // namespace spark::config::testing
