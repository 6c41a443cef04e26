// Records the ml_* series of one predict stage from its slots. It writes nothing, so that the host
// runs it after the answer.
//
// A row for which the model is not ready is counted as such and is nothing else: no error, and no
// latency, since a model that was not asked would look fast. A request that was answered with 422
// is such a row, whichever model was not ready; one that was answered with 400 is none.
#pragma once

#include "spark/lineage_metrics.h"
#include "spark/stage.h"

namespace ml_model {

class MlModel;

class Observe : public spark::Stage {
 public:
  static constexpr const char* type = "observe";
  static constexpr const char* doc =
      "Records requests, latency, errors and scores of a predict stage";
  static constexpr spark::Param params[] = {
      {.name = "predict",
       .type = spark::ParamType::predict,
       .required = true,
       .doc = "The predict stage to record"},
  };

  Observe(MlModel& plugin, const spark::Config& config);
  ~Observe();

  // A probe (synthetic frame) is seen by the latency histogram only.
  void run(spark::Frame frame) const;

 private:
  Observe(MlModel& plugin, const spark::Predict& predict, const spark::Lineage& lineage);
  Observe(MlModel& plugin, const spark::Predict& predict, const spark::Lineage& lineage,
          const spark::LineageMetrics& metrics, const char* version);

  MlModel& plugin_;
  spark::Input<int64_t> answer_code_{*this, "answer.code"};
  spark::Input<int64_t> status_;
  spark::Input<double> score_;
  spark::Input<double> elapsed_ms_;
  spark::Counter success_, not_ready_, late_, error_;  // requests by outcome
  spark::Counter late_errors_, other_errors_;
  spark::Histogram latency_ms_;
  spark::Histogram scores_;
};

}  // namespace ml_model
