// Records operators' actions, and names the threads that actions pass through. A risky action is
// recorded durably, then applied, then acknowledged (orders.h, action_routes.h). A safe action
// takes effect first (safe_actions.h).
#pragma once

#include <atomic>
#include <cstdint>
#include <string>
#include <string_view>

#include "base/task_queue.h"
#include "http/request.h"
#include "store/recorder.h"

namespace spark::actions {

// Who asked, for the record: "http", and with the id of the request's trace "http trace=4bf9…".
[[nodiscard]] std::string actor_of(const http::Request& request);

// All outlive the requests.
struct ActionContext {
  base::TaskQueue& control;
  base::TaskQueue& writer;
  store::Recorder& recorder;         // on the writer
  std::atomic<uint32_t> denials{0};  // not recorded yet

  // Returns when the record is on the disk; false if it could not be recorded. [builder]
  [[nodiscard]] bool record_and_wait(store::Record record);

  // Does not wait: for records that are only for completeness. [control, builder, jobs, writer]
  void record_later(store::Record record);

  // A client was refused for want of a credential. Recorded once a second at most, with the number
  // of refusals, since such clients must not keep the disk busy. Never waits. [worker]
  void denied(uint32_t code, std::string_view method, std::string_view path);
};

}  // namespace spark::actions
