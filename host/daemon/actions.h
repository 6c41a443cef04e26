// What operators do, in the order that safety asks for: a risky action is recorded durably, then
// applied, then acknowledged; a safe one takes effect first, on the worker that read it, and its
// answer says how soon it was effective and whether it was recorded by then.
#pragma once

#include <atomic>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>

#include "base/task_thread.h"
#include "http/server.h"
#include "services/routes.h"
#include "store/journal.h"

namespace spark::daemon {

// Threads and journal that actions pass through; all outlive the requests.
struct ActionContext {
  base::TaskThread& control;
  base::TaskThread& writer;
  store::Journal& journal;
  std::atomic<bool> cannot_record{false};  // the last attempt to record failed

  // Appends to the journal and logs what failed. [writer]
  bool record(const std::string& actor, const std::string& action, const std::string& object,
              const std::string& result);
};

// Keeps the route's generation, and with it the plugin object, alive while a call is queued.
using RoutePtr = std::shared_ptr<const services::Route>;

inline constexpr uint32_t record_wait_ms =
    100;  // how long a safe action's answer waits for the writer

// Serves a plugin's route: sets its flag at once, then has its handler called on the control
// thread. [worker]
void serve_route(const RoutePtr& route, ActionContext& context, http::Exchange& exchange);

// A safe action of the host itself: `apply` runs at once on the worker and returns the members of
// the answer ("\"flags\":3"). [worker]
void serve_safe(const std::string& action, ActionContext& context, http::Exchange& exchange,
                const std::function<std::string()>& apply);

}  // namespace spark::daemon
