// Compares the candidate's answer with the primary's, request by request.
//
// A request is a pair (match or mismatch) if both have a score, an error if the candidate was asked
// and there is no pair, and nothing if the candidate was not asked or one of the two was not ready:
// a model that waits for its features has not failed. Scores of models with different targets are
// no pair: neither agreement nor distance means anything. A `tally` stage counts what this one
// finds.
#pragma once

#include <optional>
#include <string>

#include "spark/stage.h"

namespace shadow {

class Shadow;

// What became of the comparison, as the slot `outcome` holds it.
enum class Outcome : int64_t {
  none = 0,
  pair = 1,
  late = 2,
  error = 3,
  no_primary = 4,
  other_target = 5
};

class Compare : public spark::Stage {
 public:
  static constexpr const char* type = "compare";
  static constexpr const char* doc = "Compares two predict stages; a tally stage counts";
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

  // Made when the pipeline is complete: warns if no tally counts what the stage finds, or if the
  // two models cannot be compared. [builder]
  struct Worker {
    Worker(const Compare& compare, uint32_t number);
  };

  Compare(Shadow& plugin, const spark::Config& config);
  ~Compare();

  void run(Worker& worker, spark::Frame frame) const;

 private:
  struct Comparison {
    Outcome outcome = Outcome::none;
    std::optional<double> delta = {};  // of a pair
  };
  [[nodiscard]] Comparison judge(spark::Frame frame) const;

  Shadow& plugin_;
  const std::string target_difference_;  // "": the two can be compared
  spark::Input<double> primary_score_;
  spark::Input<int64_t> primary_status_;
  spark::Input<double> candidate_score_;
  spark::Input<int64_t> candidate_status_;
  std::optional<spark::Input<bool>> selected_;
  spark::Output<bool> match_{*this, "match",
                             "Whether delta is below the threshold; false without a pair",
                             SPARK_SLOT_NEVER_NULL};
  spark::Output<double> delta_{*this, "delta", "|candidate - primary|; null without a pair"};
  spark::Output<int64_t> outcome_{
      *this, "outcome",
      "0: not compared, 1: a pair, 2: the candidate was late, 3: it failed, 4: no primary score, "
      "5: the two models have different targets",
      SPARK_SLOT_NEVER_NULL};
};

}  // namespace shadow
