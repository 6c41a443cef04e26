// A model from an artefact, of whatever type.
//
// model.json (see configs/models/ for an example):
//   kind               "probability" or "heuristic"
//   type               "logistic", "lightgbm" or "xgboost": what else the file has is its type's
//                      (logistic.h, trees/ensemble.h, and for both calibration.h)
//   version            up to 64 of letters, digits, . _ -
//   target             {event, horizon, reference}
//   features           names, each once
//   accepts_missing    may be left out. True: rows may hold NaN where a feature is null. Only a
//   model
//                      that learned from such rows knows where they belong, and no file says
//                      whether it did, so the author of model.json says it; without it the host
//                      answers such a row with "not ready"
//   feature_set_sha256 SHA-256, in hex, of the names joined by "\n": the order is part of the set
// probes.json: rows (one number per feature each, null for a missing one) and scores, at least one
// of each, and `exact`. The loaded model must reproduce every score: this catches a changed weight
// even if the artefact was signed again. Where `exact` is true, bit for bit, which catches a
// machine whose exp() rounds differently, too; otherwise within 1e-12 of the score's size, since
// other tools sum a row in another order.
#pragma once

#include <memory>
#include <string_view>

#include "scorer.h"
#include "spark/log.h"
#include "spark/metrics.h"
#include "spark/model.h"
#include "term.h"

namespace ml_model {

inline constexpr size_t features_max = 512;
inline constexpr size_t probes_max = 1024;

// How the model of a folder scores, before it has probes; all but probes.json and SHA256SUMS is
// read as below. For tools that write artefacts: what they compute is what will be served, to the
// bit. Throws spark::Error. [tools]
[[nodiscard]] std::unique_ptr<const Scorer> scorer_of(std::string_view folder);

class TrainedModel : public spark::Model {
 public:
  // `artefact` is the folder. Throws spark::Error, naming file and field, for anything that is not
  // as above.
  TrainedModel(const spark::Config& config, std::string_view artefact);
  // The same, and logs how the model scores and tells when its term ends.
  template <class Plugin>
  TrainedModel(Plugin& plugin, const spark::Config& config, std::string_view artefact)
      : TrainedModel(config, artefact) {
    log_about(plugin.log);
    const auto expires = expires_utc_seconds(artefact);
    if (!expires) return;
    tell_term(plugin.metrics, *expires);
    if constexpr (requires { plugin.terms; }) plugin.terms.add(info().sha256, *expires);
  }

  void predict_rows(const double* rows, size_t stride, size_t count, double* scores) const {
    scorer_->score(rows, stride, count, scores);
  }

 private:
  struct Loaded {
    spark::ModelInfo info;
    std::unique_ptr<const Scorer> scorer;
  };
  static Loaded load(std::string_view artefact);
  explicit TrainedModel(Loaded loaded);
  void log_about(const spark::Log& log) const;
  // As a series, whichever role the version has; ml_model_info tells.
  void tell_term(const spark::Metrics& metrics, double expires) const;

  const std::unique_ptr<const Scorer> scorer_;
};

}  // namespace ml_model
