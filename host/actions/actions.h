// Putting on record what operators do, and the threads that actions pass through: a risky action is
// recorded durably, then applied, then acknowledged (orders.h, action_routes.h); a safe one takes
// effect first (safe_actions.h).
#pragma once

#include <atomic>
#include <cstdint>
#include <string>
#include <string_view>

#include "base/task_queue.h"
#include "store/recorder.h"

namespace spark::actions {

// All outlive the requests.
struct ActionContext {
  base::TaskQueue& control;
  base::TaskQueue& writer;
  store::Recorder& recorder;         // on the writer
  std::atomic<uint32_t> denials{0};  // not recorded yet

  // From the builder: returns when it is on the disk. [builder]
  [[nodiscard]] bool record_and_wait(store::Record record);

  // The same without waiting: what is only for completeness. [control, builder, jobs, writer]
  void record_later(store::Record record);

  // Somebody was refused for want of a credential. Recorded once a second at most, with how many
  // there were, since whoever has no credential must not keep the disk busy. Never waits. [worker]
  void denied(uint32_t code, std::string_view method, std::string_view path);
};

}  // namespace spark::actions
