// The plugin object: makes models from artefacts, and the stages that observe them.
#pragma once

#include "live_versions.h"
#include "model_info.h"
#include "observe.h"
#include "spark/lineages.h"
#include "spark/log.h"
#include "spark/models.h"
#include "spark/plugin.h"
#include "spark/timer.h"
#include "terms.h"
#include "trained_model.h"

namespace ml_model {

class MlModel : public spark::Plugin {
 public:
  static constexpr const char* summary =
      "Trained models from verified artefacts, and their metrics";
  using Model = TrainedModel;
  using Stages = spark::Types<Observe>;

  MlModel(spark::Host host, const spark::Config&)
      : log(host),
        metrics(host),
        models(host),
        lineages(host),
        live_versions(metrics, models),
        model_info(metrics, lineages),
        timers_(host),
        terms_(host, lineages, models) {}

  // [control]
  void act() {
    terms_.tell();
    timers_.every<&MlModel::look>(*this, "terms", 60'000);
  }
  void rest() { terms_.forget(); }
  void look(uint32_t) { terms_.tell(); }

  const spark::Log log;
  const spark::Metrics metrics;
  const spark::Models models;
  const spark::Lineages lineages;
  LiveVersions live_versions;
  ModelInfo model_info;

 private:
  const spark::Timers timers_;
  Terms terms_;
};

}  // namespace ml_model
