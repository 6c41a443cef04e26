// The fact ml-model.expires_in: how many seconds are left of the terms of the models that serve in
// lineages, of the one that ends first. Below zero: a model is older than its makers allow. Absent
// where none of them names a term.
#pragma once

#include <map>
#include <mutex>
#include <string>

#include "spark/clock.h"
#include "spark/facts.h"
#include "spark/lineages.h"

namespace ml_model {

class Terms {
 public:
  Terms(spark::Facts facts, spark::Lineages lineages, spark::Clock clock)
      : facts_(facts), lineages_(lineages), clock_(clock) {}

  // A model was made whose artefact names a term, in seconds since 1970. [builder]
  void add(const std::string& sha256, double expires);
  // Of the models that serve now. [control]
  void tell();

 private:
  const spark::Facts facts_;
  const spark::Lineages lineages_;
  const spark::Clock clock_;
  std::mutex mutex_;                        // [builder] against [control]
  std::map<std::string, double> ends_utc_;  // by digest; each was loaded once, at least
};

}  // namespace ml_model
