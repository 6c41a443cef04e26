// Compares the candidate's answer with the primary's, request by request.
//
// A request is a pair (match or mismatch) if both have a score, an error if the candidate was asked
// and there is no pair, and nothing if the candidate was not asked or one of the two was not ready:
// a model that waits for its features has not failed. Probes are compared but not counted.
#pragma once

#include <optional>

#include "spark/metrics.h"
#include "spark/stage.h"

namespace shadow {

class Shadow;

class Compare : public spark::Stage {
 public:
  static constexpr const char* type = "compare";
  static constexpr const char* doc = "Compares two predict stages and records how far they agree";
  static constexpr spark::Param params[] = {
      {.name = "primary",
       .type = spark::ParamType::predict,
       .required = true,
       .doc = "The predict stage that answers"},
      {.name = "candidate",
       .type = spark::ParamType::predict,
       .required = true,
       .doc = "The predict stage that is compared with it"},
      {.name = "selected",
       .type = spark::ParamType::slot_bool,
       .doc = "Where given, only requests for which this slot is true are compared"},
  };

  struct Worker {
    Worker(const Compare&, uint32_t worker_number) : number(worker_number) {}
    uint32_t number;
    bool ran = false;
  };

  Compare(Shadow& plugin, const spark::Config& config);

  void run(Worker& worker, spark::Frame frame) const;

 private:
  struct Comparison {
    std::optional<double> delta = {};       // of a pair
    const spark::Counter* error = nullptr;  // of what should have been one
  };
  [[nodiscard]] Comparison judge(spark::Frame frame) const;
  void count(uint32_t worker, const Comparison& outcome, bool match) const;

  Shadow& plugin_;
  const std::optional<double> budget_ms_;
  spark::Input<double> primary_score_;
  spark::Input<int64_t> primary_status_;
  spark::Input<double> primary_elapsed_ms_;
  spark::Input<double> candidate_score_;
  spark::Input<int64_t> candidate_status_;
  spark::Input<double> candidate_elapsed_ms_;
  std::optional<spark::Input<bool>> selected_;
  spark::Output<bool> match_{*this, "match",
                             "Whether delta is below the threshold; false without a pair",
                             SPARK_SLOT_NEVER_NULL};
  spark::Output<double> delta_{*this, "delta", "|candidate - primary|; null without a pair"};
  spark::Counter success_, matches_, mismatches_;
  spark::Counter late_, error_, no_primary_;  // errors by type
  spark::Histogram abs_delta_, candidate_ms_, primary_ms_;
};

}  // namespace shadow
