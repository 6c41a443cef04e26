// The plugin object: the logs that its stages append to, and the newest recomputation of what they
// hold.
#pragma once

#include "loss_watch.h"
#include "record_stage.h"
#include "request_logs.h"
#include "skew.h"
#include "spark/plugin.h"

namespace recorder {

class Recorder : public spark::Plugin, public RequestLogs {
 public:
  static constexpr const char* summary = "Records each request: input, features, scores, models";
  static constexpr spark::Param params[] = {
      {.name = "days",
       .type = spark::ParamType::i64,
       .fallback = "30",
       .min = 1,
       .max = 3650,
       .doc = "Days that a log is kept, that under way included"},
      {.name = "bytes",
       .type = spark::ParamType::size,
       .fallback = "2GiB",
       .min = 16.0 * 1024 * 1024,
       .max = 1024.0 * 1024 * 1024 * 1024 * 1024,
       .doc = "What the files of a log may take; beyond, its oldest day goes"},
      {.name = "ring",
       .type = spark::ParamType::size,
       .fallback = "1MiB",
       .min = 64.0 * 1024,
       .max = 256.0 * 1024 * 1024,
       .doc = "Of each worker and log: what waits while the disk is busy; beyond, rows are lost. "
              "Another size counts from the next start"},
      {.name = "listener",
       .type = spark::ParamType::string,
       .fallback = "executor",
       .doc = "The listener of the route of sparkctl features skew"},
  };
  using Stages = spark::Types<RecordStage>;
  static constexpr const char* durable_schemas[] = {Skew::schema};

  Recorder(spark::Host host, const spark::Config& config);

  void act() {
    skew_.act();
    losses_.act();
  }
  void rest() {
    skew_.rest();
    losses_.rest();
  }

 private:
  Skew skew_;
  LossWatch losses_;
};

}  // namespace recorder
