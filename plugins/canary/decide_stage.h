// Decides whose answer a request gets, after both models were asked. It never decides what runs.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "arms.h"
#include "spark/stage.h"

namespace canary {

class Decide : public spark::Stage {
 public:
  static constexpr const char* type = "decide";
  static constexpr const char* doc = "Decides whose answer a request gets";
  static constexpr spark::Param params[] = {
      {.name = "production",
       .type = spark::ParamType::predict,
       .required = true,
       .doc = "The predict stage of production"},
      {.name = "candidate",
       .type = spark::ParamType::predict,
       .required = true,
       .doc = "The predict stage of the candidate"},
      {.name = "key",
       .type = spark::ParamType::slot_string,
       .doc = "Live: requests with one key get one model's answers; request.id unless given"},
      {.name = "symbol",
       .type = spark::ParamType::slot_string,
       .doc = "Observe-only: counts a request by symbol, ts and its sequence"},
      {.name = "ts",
       .type = spark::ParamType::slot_i64,
       .doc = "Observe-only: the snapshot's time"},
  };

  struct Worker {
    Worker(const Decide&, uint32_t worker_number) : number(worker_number) {}
    uint32_t number;
  };

  Decide(Arms& arms, const spark::Config& config);

  void run(Worker& worker, spark::Frame frame) const;

 private:
  [[nodiscard]] std::optional<uint64_t> live_key(spark::Frame frame) const;
  [[nodiscard]] uint64_t counting_key(spark::Frame frame) const;

  Arms& arms_;
  spark::Input<double> candidate_score_;
  spark::Input<std::string_view> key_;
  std::optional<spark::Input<std::string_view>> symbol_;
  std::optional<spark::Input<int64_t>> ts_;
  spark::Input<int64_t> sequence_{*this, "request.sequence"};
  spark::Output<double> score_{*this, "score",
                               "The candidate's score where it is the answer, otherwise null"};
  spark::Output<bool> selected_{*this, "selected", "Whether the request counts as the canary's",
                                SPARK_SLOT_NEVER_NULL};
};

}  // namespace canary
