// The stage that turns a request's snapshot into features.
#pragma once

#include <deque>
#include <optional>
#include <string>
#include <string_view>

#include "offer.h"
#include "spark/market/limits.h"
#include "spark/stage.h"

namespace features {

class SnapshotStage : public spark::Stage {
 public:
  static constexpr const char* type = "snapshot";
  static constexpr const char* doc = "Computes the configured feature sets from one snapshot";
  static constexpr spark::Param params[] = {
      {.name = "snapshot",
       .type = spark::ParamType::group,
       .required = true,
       .doc = "Where ts, mid, spreadBp, vol1m, rsi14 and spreadEstimated are, such as "
              "input.snapshot"},
      {.name = "key",
       .type = spark::ParamType::slot_string,
       .doc = "The slot of the symbol, whose minutes features with a history need"},
      {.name = "advance",
       .type = spark::ParamType::boolean,
       .fallback = "true",
       .doc = "Whether snapshots become part of their symbol's history, or only read it"},
  };

  SnapshotStage(Offer& offer, const spark::Config& config);

  // Without a snapshot every feature, the constant one too, is null: a model then is not ready,
  // rather than scoring a row of nothing. [worker]
  void run(spark::Frame frame) const;

 private:
  [[nodiscard]] bool possible(spark::Frame frame, std::optional<double> value,
                              const spark::market::Limit& limit) const;
  [[nodiscard]] bool is_in_ms(spark::Frame frame, std::optional<int64_t> ts) const;
  [[nodiscard]] Recent look(spark::Frame frame, std::optional<int64_t> ts,
                            const Inputs& inputs) const;

  Offer& offer_;
  const std::string group_;  // as requests name it
  const bool has_key_;       // and features that need it
  const bool advances_;
  spark::Input<double> mid_;
  spark::Input<double> spread_bp_;
  spark::Input<double> vol1m_;
  spark::Input<double> rsi14_;
  std::optional<spark::Input<std::string_view>> key_;
  std::optional<spark::Input<int64_t>> ts_;
  std::optional<spark::Input<bool>> spread_estimated_;
  std::deque<spark::Output<double>> values_;  // a slot stays where it is
  std::optional<spark::Output<int64_t>> minutes_left_;
};

}  // namespace features
