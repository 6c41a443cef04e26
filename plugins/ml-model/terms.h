// How long the models that serve may still do so, as facts: alerts are about them, and no model
// outlives its term without a word.
//
//   ml-model.term_days_left                       of the model whose term ends first; no subject
//   ml-model.term_days_left {lineage, model, sha256}     of each that has a term
//
// Negative once the term is over. A model whose makers named no term has no fact.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "spark/clock.h"
#include "spark/facts.h"
#include "spark/lineages.h"
#include "spark/log.h"
#include "spark/models.h"

namespace ml_model {

class Terms {
 public:
  Terms(spark::Host host, spark::Lineages lineages, spark::Models models)
      : clock_(host), facts_(host), log_(host), lineages_(lineages), models_(models) {}

  // Publishes the facts anew. [control]
  void tell();
  // What was published went with the object that rested. [control]
  void forget() { told_.clear(); }

 private:
  // In seconds since the epoch; read once for each artefact.
  std::optional<double> end_of(const spark::LineageModel& model);

  const spark::Clock clock_;
  const spark::Facts facts_;
  const spark::Log log_;
  const spark::Lineages lineages_;
  const spark::Models models_;
  std::map<std::string, std::optional<double>> ends_;  // by digest
  std::vector<spark::Subject> told_;
};

}  // namespace ml_model
