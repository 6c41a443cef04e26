// Counts what a `compare` stage found, for the routes and the ml_shadow_* series, by the lineage of
// the two models.
//
// It writes nothing, so that the host runs it after the answer. Probes are not counted.
#pragma once

#include <memory>
#include <optional>
#include <string>

#include "spark/lineage_metrics.h"
#include "spark/metrics.h"
#include "spark/stage.h"
#include "watched_pairs.h"

namespace shadow {

class Counted;
class Shadow;

class TallyStage : public spark::Stage {
 public:
  static constexpr const char* type = "tally";
  static constexpr const char* doc = "Counts what a compare stage found, after the answer";
  static constexpr spark::Param params[] = {
      {.name = "compare",
       .type = spark::ParamType::group,
       .required = true,
       .doc = "The compare stage"},
      {.name = "primary",
       .type = spark::ParamType::predict,
       .required = true,
       .doc = "The predict stage that answers, as compare has it"},
      {.name = "candidate",
       .type = spark::ParamType::predict,
       .required = true,
       .doc = "The predict stage that is compared with it, as compare has it"},
  };

  struct Worker {
    Worker(const TallyStage&, uint32_t worker_number) : number(worker_number) {}
    uint32_t number;
    bool ran = false;
  };

  TallyStage(Shadow& plugin, const spark::Config& config);

  void run(Worker& worker, spark::Frame frame) const;

 private:
  TallyStage(Shadow& plugin, const spark::Config& config, const spark::Lineage& lineage);
  TallyStage(Shadow& plugin, const spark::Config& config, const spark::Lineage& lineage,
             const spark::LineageMetrics& metrics);

  void count_pair(uint32_t worker, spark::Frame frame) const;
  void count_for_windows(uint32_t worker, spark::Frame frame) const;

  Counted& counted_;
  const std::optional<double> budget_ms_;
  const std::string* const not_compared_;  // why; null: the two are
  const std::shared_ptr<WatchedPair> pair_;
  spark::Input<int64_t> now_ns_{*this, "request.now_ns"};
  spark::Input<int64_t> code_{*this, "answer.code"};
  spark::Input<int64_t> outcome_;
  spark::Input<bool> match_;
  spark::Input<double> delta_;
  spark::Input<double> primary_score_, candidate_score_;
  spark::Input<int64_t> primary_status_;
  spark::Input<double> primary_elapsed_ms_;
  spark::Input<int64_t> candidate_status_;
  spark::Input<double> candidate_elapsed_ms_;
  spark::Counter success_, matches_, mismatches_, other_target_;
  spark::Counter late_, error_, no_primary_;  // errors by type
  spark::Histogram abs_delta_, candidate_ms_, primary_ms_;
};

}  // namespace shadow
