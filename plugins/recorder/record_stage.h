// Appends a row a request to a log, after the answer.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "request_logs.h"
#include "spark/stage.h"

namespace recorder {

class RecordStage : public spark::Stage {
 public:
  static constexpr const char* type = "record";
  static constexpr const char* doc =
      "Records each request: input, features as the models saw them, scores, after the answer";
  static constexpr spark::Param params[] = {
      {.name = "log",
       .type = spark::ParamType::string,
       .required = true,
       .doc = "The name of the log, recorder.<log> in full: one for each pipeline"},
      {.name = "snapshot",
       .type = spark::ParamType::group,
       .required = true,
       .doc = "Where ts, mid, spreadBp, vol1m and rsi14 are, such as input.snapshot"},
      {.name = "symbol",
       .type = spark::ParamType::slot_string,
       .doc = "The slot of the symbol, the one that the features stage has as its key"},
      {.name = "advances",
       .type = spark::ParamType::boolean,
       .fallback = "true",
       .doc = "Whether the features stage advances histories, as its `advance` says"},
      {.name = "production",
       .type = spark::ParamType::predict,
       .doc = "The predict stage of the model whose score is the answer"},
      {.name = "candidate",
       .type = spark::ParamType::predict,
       .doc = "The predict stage of the model beside it"},
      {.name = "fallback",
       .type = spark::ParamType::predict,
       .doc = "The predict stage of the model that stands in"},
  };

  // Throws spark::Error if no predict stage is named, or if a row has no room for the features of
  // those that are. [builder]
  RecordStage(RequestLogs& logs, const spark::Config& config);

  // A worker fills one row again and again: what a model does not say stays null, and what all rows
  // have stays set.
  struct Worker {
    Worker(const RecordStage& stage, uint32_t) : row(stage.prepared_) {}
    RequestLog::Row row;
  };
  void run(Worker& worker, spark::Frame frame) const;

 private:
  // The slots of one predict stage.
  struct Asked {
    Asked(spark::Stage& stage, const spark::Predict& predict);
    spark::Input<double> score;
    spark::Input<int64_t> status;
    spark::Input<double> elapsed_ms;
    spark::Input<std::span<const double>> row;
    std::vector<uint8_t> columns;  // of the row's elements
  };

  void ask(const spark::Models& models, Role role, const spark::Config& config, FeatureList& list);
  void set_text(size_t column, const std::string& text);
  void set_input(spark::Frame frame, RequestLog::Row& row) const;
  template <Role role>
  void set_answer(spark::Frame frame, RequestLog::Row& row, uint64_t& bits) const;

  RequestLog& log_;
  std::optional<spark::Input<std::string_view>> symbol_;
  spark::Input<int64_t> ts_;
  spark::Input<double> mid_, spread_bp_, vol_1m_, rsi_14_;
  spark::Input<bool> spread_estimated_;
  const spark::Input<std::string_view> request_id_{*this, "request.id"};
  const spark::Input<std::string_view> traceparent_{*this, "request.traceparent",
                                                    SPARK_SLOT_OPTIONAL};
  const spark::Input<int64_t> sequence_{*this, "request.sequence"};
  const spark::Input<int64_t> utc_ms_{*this, "request.utc_ms"};
  const spark::Input<int64_t> code_{*this, "answer.code"};
  const spark::Input<std::string_view> source_{*this, "answer.source"};
  std::array<std::optional<Asked>, 3> asked_;  // by Role
  RequestLog::Row prepared_;                   // what all rows have
};

}  // namespace recorder
