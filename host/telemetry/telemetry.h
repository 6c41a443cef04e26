// Looks at the running host every few seconds, on a thread of its own: publishes the host's facts
// and evaluates the alerts of the configuration that serves.
//
// The thread waits for no disk, no plugin and no worker, so that it tells of them when they hang:
// the disk is looked at by the writer, which a stalled disk holds up anyway.
#pragma once

#include <cstdint>
#include <mutex>
#include <optional>

#include "base/task_thread.h"
#include "generation/live.h"
#include "services/record_logs.h"
#include "store/recorder.h"
#include "telemetry/alert_keeper.h"
#include "telemetry/host_facts.h"

namespace spark::telemetry {

class Telemetry {
 public:
  // All outlive this object.
  struct Parts {
    const generation::Live& live;
    base::TaskThread& writer;
    const store::Recorder& recorder;
    const services::RecordLogs& rows;
    AlertKeeper::Parts alerts;
  };
  explicit Telemetry(Parts parts);
  ~Telemetry() { stop(); }
  Telemetry(const Telemetry&) = delete;
  Telemetry& operator=(const Telemetry&) = delete;

  // Once a generation serves; returns when it was looked at once. On the main thread.
  void start();
  // Returns when nothing is looked at any more. The writer may still look at the disk. On the main
  // thread.
  void stop() { thread_.stop(); }

  [[nodiscard]] const AlertKeeper& alerts() const { return alerts_; }

 private:
  void look();
  void ask_for_disk(const std::string& state_dir);
  [[nodiscard]] Reading read(const generation::Generation& live);

  const Parts parts_;
  HostFacts facts_;
  AlertKeeper alerts_;
  std::mutex mutex_;  // guards the members of the disk
  std::optional<DiskReading> disk_;
  int64_t disk_at_ms_ = 0;  // on the steady clock
  bool is_disk_asked_ = false;
  base::TaskThread thread_;
};

}  // namespace spark::telemetry
