// Keeps the minutes of what a model was given and what it said. It writes no slot, so that the host
// runs it after the answer.
#pragma once

#include <span>
#include <string_view>

#include "minutes.h"
#include "spark/lineages.h"
#include "spark/stage.h"

namespace drift {

class Tracks;
struct Track;

class Watch : public spark::Stage {
 public:
  static constexpr const char* type = "watch";
  static constexpr const char* doc =
      "Keeps a model's inputs and scores of closed minutes, after the answer";
  static constexpr spark::Param params[] = {
      {.name = "model",
       .type = spark::ParamType::predict,
       .required = true,
       .doc = "The predict stage that is watched"},
      {.name = "key",
       .type = spark::ParamType::slot_string,
       .required = true,
       .doc = "The symbol; snapshots without one are no samples"},
      {.name = "time",
       .type = spark::ParamType::slot_i64,
       .required = true,
       .doc = "The snapshot's time, in milliseconds since 1970"},
  };

  struct Worker {
    Worker(const Watch&, uint32_t worker_number) : number(worker_number) {}
    uint32_t number;
  };

  Watch(Tracks& tracks, const spark::Config& config);

  void run(Worker& worker, spark::Frame frame) const;

 private:
  Watch(Tracks& tracks, const spark::Config& config, const spark::Lineage& lineage);

  Track& track_;
  const Minutes::Layout& layout_;
  spark::Input<std::span<const double>> row_;
  spark::Input<int64_t> status_;
  spark::Input<double> score_;
  spark::Input<std::string_view> key_;
  spark::Input<int64_t> time_ms_;
  spark::Input<int64_t> now_ms_{*this, "request.utc_ms"};
};

}  // namespace drift
