// The event clock of a host whose configuration has one: frames drive the time, and before a frame
// runs, all that was due by its time has been done.
//
// The worker waits for it. That is meant: a replay is to give the same calls in the same order each
// time, however fast it is sent.
#pragma once

#include <atomic>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <optional>

#include "base/event_clock.h"
#include "base/file.h"
#include "base/task_queue.h"
#include "services/jobs.h"
#include "services/outstanding.h"
#include "services/timers.h"

namespace spark::services {

class DrivenClock final : public base::EventClock {
 public:
  // All outlive this object.
  struct Parts {
    base::TaskQueue& control;
    Timers& timers;
    Jobs& jobs;
    Outstanding& outstanding;
  };
  explicit DrivenClock(Parts parts) : parts_(parts) {}

  // Reads where the time stood from <state_dir>/event_time, and writes it there from now on: what
  // begins to act before the first frame is no plugin of today among figures of last year. Before
  // any plugin object is made. Fails if the file cannot be used.
  base::Result<void> keep_in(const std::filesystem::path& state_dir);

  // Timers follow event time from here on, and jobs run one after the other. A longer step than
  // `step_ms_max` is a gap: timers are called once for all that they missed. Before the first
  // timer; without it advance() does nothing.
  void begin(int64_t step_ms_max);

  // Calls the timers that are due by then, in the order of their times, and waits after each for
  // the jobs, values and records that it asked for, and for their ends. Values that nobody waits
  // for reach the disk later.
  void advance(int64_t utc_ms) override;

  // Those who wait go on, and nobody waits any more. [any]
  void stop();

 private:
  bool step(const std::function<void()>& on_control);
  void call_timers(int64_t utc_ms, bool is_gap);  // [control]
  void keep(int64_t utc_ms);

  const Parts parts_;
  int64_t step_ms_max_ = 0;         // 0: no event clock
  std::optional<base::File> kept_;  // by the one worker
  std::atomic<bool> is_stopped_{false};
};

}  // namespace spark::services
