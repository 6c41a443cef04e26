// What alerts about a canary ask, as facts that are there only while one goes on: what the plugins
// shadow and drift say of its candidate, under the canary's own names. Without a canary they are
// absent, so that a row over one of them is silent then.
#pragma once

#include <string>

#include "spark/clock.h"
#include "spark/facts.h"

namespace canary {

class AlertFacts {
 public:
  AlertFacts(spark::Facts facts, spark::Clock clock) : facts_(facts), clock_(clock) {}

  // A canary of that candidate goes on. [control]
  void tell(const spark::Subject& candidate);
  // None does. [control]
  void withdraw();

 private:
  const spark::Facts facts_;
  const spark::Clock clock_;
  spark::Subject told_;  // without a model: nothing is told
};

}  // namespace canary
