// Records operators' actions, and names the threads that actions pass through. A risky action is
// recorded durably, then applied, then acknowledged (orders.h, action_routes.h). A safe action
// takes effect first (safe_actions.h).
#pragma once

#include <atomic>
#include <cstdint>
#include <string>
#include <string_view>

#include "base/task_queue.h"
#include "http/exchange.h"
#include "store/recorder.h"

namespace spark::actions {

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
  // `user`: see actor_of(); "": not known.
  void denied(uint32_t code, std::string_view method, std::string_view path, std::string_view user);
};

// As records name the caller: "user ada" by a socket in the file system, else "http"; then, where
// the request has a traceparent, " trace=4bf92f…".
[[nodiscard]] std::string actor_of(const http::Exchange& exchange);
// The same for a safe action: "" where the key, or the lack of it, says all that is known.
[[nodiscard]] std::string recorded_actor(const http::Peer& peer);
// A request's body as its record has it: the value of each member whose name ends with "_token" is
// left out, since everybody who reads the chain would know it.
[[nodiscard]] std::string recorded_body(std::string_view body);
[[nodiscard]] std::string actor_of_user(std::string_view user);

}  // namespace spark::actions
