// The canary's files: each is written by a job, and cited by a record.
#pragma once

#include <cstdint>
#include <deque>
#include <functional>
#include <string>
#include <string_view>

#include "spark/evidence.h"
#include "spark/job.h"
#include "spark/log.h"
#include "spark/metrics.h"

namespace canary {

struct File {
  std::string path, bytes, kind;
  std::string record;            // JSON: what the chain says beside the file's digest
  bool renders_metrics = false;  // its bytes are the series as they are when it is written
};

// Lives as long as the plugin object.
class Exports {
 public:
  // `told` hears of each batch, whether all of it was written. [control]
  Exports(spark::Host host, std::function<void(bool all_written)> told)
      : evidence_(host), jobs_(host), metrics_(host), log_(host), told_(std::move(told)) {}

  // Writes the file, or queues it behind those that wait. [control]
  void want(File file);
  // One job at a time: asked again by each tick. [control]
  void write_waiting();
  // The job that is under way is cancelled. [control]
  void rest() { is_writing_ = false; }

 private:
  void write(spark::Job job);
  void written(int32_t code, std::string_view text);

  const spark::Evidence evidence_;
  const spark::Jobs jobs_;
  const spark::Metrics metrics_;
  const spark::Log log_;
  const std::function<void(bool)> told_;
  std::deque<File> waiting_;
  std::deque<File> writing_;  // the job's own while it runs
  bool is_writing_ = false;
};

}  // namespace canary
