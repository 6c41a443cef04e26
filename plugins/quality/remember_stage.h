// Keeps what production and candidate predicted, minute by minute. It writes no slot, so that the
// host runs it after the answer.
#pragma once

#include <array>
#include <optional>
#include <string_view>

#include "spark/lineages.h"
#include "spark/metrics.h"
#include "spark/stage.h"
#include "tracks.h"

namespace quality {

class Remember : public spark::Stage {
 public:
  static constexpr const char* type = "remember";
  static constexpr const char* doc =
      "Keeps the scores of each minute, to be judged when it is known what came true";
  static constexpr spark::Param params[] = {
      {.name = "production",
       .type = spark::ParamType::predict,
       .required = true,
       .doc = "The predict stage that answers"},
      {.name = "candidate",
       .type = spark::ParamType::predict,
       .doc = "The predict stage beside it"},
      {.name = "snapshot",
       .type = spark::ParamType::group,
       .required = true,
       .doc = "Where ts and mid are, such as input.snapshot"},
      {.name = "key",
       .type = spark::ParamType::slot_string,
       .required = true,
       .doc = "The slot of the symbol, whose later snapshots tell what came true"},
  };

  Remember(Tracks& tracks, const spark::Config& config);

  // A probe (synthetic frame) is not seen, nor is a request that was wrong. One that was not ready
  // has a mid and no prediction. Takes no memory. [worker]
  void run(spark::Frame frame) const;

 private:
  struct Asked {
    Asked(Remember& stage, const spark::Predict& predict)
        : status(stage, predict.slot("status")), score(stage, predict.slot("score")) {}
    spark::Input<int64_t> status;
    spark::Input<double> score;
    uint64_t model = 0;  // JudgedModel::key
  };

  Remember(Tracks& tracks, const spark::Config& config, const spark::Lineage& lineage);
  void begin(Tracks& tracks, Role role, const spark::Predict& predict,
             const spark::Lineage& lineage);
  [[nodiscard]] Arrival keep(spark::Frame frame) const;

  Track& track_;
  const LabelLog& labels_;
  spark::Input<std::string_view> key_;
  spark::Input<int64_t> ts_ms_;
  spark::Input<double> mid_;
  spark::Input<int64_t> now_ms_{*this, "request.utc_ms"};
  // Read, too, so that requests which were answered 422 are seen.
  spark::Input<int64_t> answer_code_{*this, "answer.code"};
  std::array<std::optional<Asked>, role_count> asked_;
  std::array<std::optional<spark::Counter>, static_cast<size_t>(Arrival::count_)> arrivals_;
};

}  // namespace quality
