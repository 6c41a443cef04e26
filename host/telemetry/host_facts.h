// The host's facts about itself: what its pipelines counted over the last five minutes and the last
// day, and how the machine bears it.
//
// A window begins when the host starts, when its pipeline or stage comes (back) into the
// configuration, and never at an exchange of plugins or models; a fact's `from` says since when.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "services/facts.h"
#include "telemetry/count_window.h"

namespace spark::telemetry {

inline constexpr uint32_t sample_every_ms = 5'000;

struct StageReading {
  std::string name;
  uint64_t runs = 0;
  uint64_t failures = 0;
};

struct PipelineReading {
  std::string name;
  uint64_t requests = 0;
  uint64_t errors = 0;
  std::vector<uint64_t> durations;  // by bucket
  std::vector<StageReading> stages;
};

struct DiskReading {
  uint64_t free_bytes = 0;  // that the host may use
  uint64_t size_bytes = 0;
};

// All that is read of the running host at one moment; counts are since its start.
struct Reading {
  Moment at;
  std::vector<PipelineReading> pipelines;
  uint32_t breakers = 0;
  uint32_t breakers_open = 0;
  uint64_t log_dropped = 0;
  uint64_t rows_dropped = 0;        // of all record logs
  std::optional<DiskReading> disk;  // of the state folder; nothing: not known now
  uint64_t recorder_waiting = 0;    // tasks of the writer
  uint32_t recorder_busy_ms = 0;    // with its present task
  bool recorder_failed = false;     // to put the last record on the chain
};

// For one thread at a time.
class HostFacts {
 public:
  explicit HostFacts(std::vector<double> duration_bounds_seconds)
      : bounds_seconds_(std::move(duration_bounds_seconds)) {}

  // The facts that hold now. What is not known is absent, as is a quantile of no requests.
  [[nodiscard]] std::vector<services::Fact> take(const Reading& reading);

 private:
  struct Windows {
    std::vector<CountWindow> spans;  // five minutes, a day
    uint64_t taken = 0;              // the number of the last reading that had it
  };

  Windows& windows(const std::string& of, const Moment& at, std::vector<uint64_t> counts);
  void add_pipeline(const PipelineReading& pipeline, const Moment& at);
  void add_growth(const std::string& name, const Moment& at, uint64_t count);
  void add_stage(const std::string& prefix, const StageReading& stage, const Moment& at);
  void add(std::string name, const char* unit, double value, uint64_t samples, int64_t from_utc_ms,
           int64_t to_utc_ms);

  const std::vector<double> bounds_seconds_;
  std::map<std::string, Windows> windows_;
  uint64_t readings_ = 0;
  std::vector<services::Fact> facts_;  // being made
};

}  // namespace spark::telemetry
