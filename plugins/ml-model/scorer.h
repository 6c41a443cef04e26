// How a model of one type computes its scores. A type is a row of the table in trained_model.cc.
#pragma once

#include <cstddef>
#include <memory>
#include <string>
#include <string_view>

#include "json.h"

namespace ml_model {

class Scorer {
 public:
  Scorer() = default;
  Scorer(const Scorer&) = delete;
  Scorer& operator=(const Scorer&) = delete;
  virtual ~Scorer() = default;

  // Scores `count` rows, of which each begins `stride` elements after the one before. A row's score
  // is the same bits in every company; NaN if it has none. Pure. [worker, builder]
  virtual void score(const double* rows, size_t stride, size_t count,
                     double* scores) const noexcept = 0;

  // What an operator may want to know about how it scores, as one line; "" if nothing.
  [[nodiscard]] virtual std::string about() const { return {}; }
};

// What a scorer is made from.
struct ScorerSource {
  const JsonFile& model;    // model.json
  std::string_view folder;  // the artefact, where other files of the type lie
  size_t dimension;         // how many features a row has
};

// Throws spark::Error, naming file and field. [builder]
using MakeScorer = std::unique_ptr<const Scorer> (*)(const ScorerSource& source);

}  // namespace ml_model
