// Counts what became of each request, after the answer.
#pragma once

#include <cstdint>
#include <optional>

#include "arms.h"
#include "spark/stage.h"

namespace canary {

class Count : public spark::Stage {
 public:
  static constexpr const char* type = "count";
  static constexpr const char* doc =
      "Counts pairs, errors and times of both models, after the answer";
  static constexpr spark::Param params[] = {
      {.name = "decide",
       .type = spark::ParamType::group,
       .required = true,
       .doc = "The stage that decides"},
      {.name = "production",
       .type = spark::ParamType::predict,
       .required = true,
       .doc = "The predict stage of production"},
      {.name = "candidate",
       .type = spark::ParamType::predict,
       .required = true,
       .doc = "The predict stage of the candidate"},
      {.name = "match",
       .type = spark::ParamType::slot_bool,
       .required = true,
       .doc = "The slot that says whether two scores match, such as shadow.match"},
  };

  struct Worker {
    Worker(const Count&, uint32_t worker_number) : number(worker_number) {}
    uint32_t number;
  };

  Count(Arms& arms, const spark::Config& config);

  void run(Worker& worker, spark::Frame frame) const;

 private:
  // Of one model: whether it was asked, whether it erred, and how long it took.
  struct Asked {
    Asked(spark::Stage& stage, const spark::Predict& predict)
        : score(stage, predict.slot("score")),
          status(stage, predict.slot("status")),
          elapsed_ms(stage, predict.slot("elapsed_ms")) {}
    [[nodiscard]] bool was_asked(spark::Frame frame) const;
    [[nodiscard]] bool erred(spark::Frame frame) const;

    spark::Input<double> score;
    spark::Input<int64_t> status;
    spark::Input<double> elapsed_ms;
  };

  void add_pair(spark::Frame frame, Sums& sums) const;

  Arms& arms_;
  Asked production_;
  Asked candidate_;
  spark::Input<bool> selected_;
  spark::Input<bool> match_;
  spark::Input<int64_t> utc_ms_{*this, "request.utc_ms"};
  spark::Input<int64_t> code_{*this, "answer.code"};
};

}  // namespace canary
