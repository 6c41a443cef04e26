// What the plugin object has for all its stages: the features that it offers, and the histories.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "sets.h"
#include "spark/log.h"
#include "spark/metrics.h"
#include "symbols.h"

namespace features {

class Offer {
 public:
  // Throws for a set that does not exist, and for none. [builder]
  Offer(spark::Host host, const std::vector<std::string>& sets, uint32_t symbols_max,
        std::vector<std::string> only);

  // In the order of the sets; each name once. [any]
  [[nodiscard]] std::span<const Feature> features() const { return features_; }
  // Whether one of them does. [any]
  [[nodiscard]] bool needs_history() const { return needs_history_; }
  [[nodiscard]] Symbols& symbols() { return symbols_; }
  [[nodiscard]] const Symbols& symbols() const { return symbols_; }
  void count_extraction() const { extractions_.add(); }
  // Says which features will be null in a stage that has no `key`. [builder]
  void tell_of_no_key(const std::string& snapshot) const;

 private:
  const std::vector<Feature> features_;
  const bool needs_history_;
  const spark::Counter extractions_;
  const spark::Log log_;
  Symbols symbols_;
};

}  // namespace features
