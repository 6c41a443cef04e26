// Operators' requests on their way through the threads: from a worker to the writer and the control
// thread, and back as an answer.
#pragma once

#include <functional>
#include <memory>
#include <string>

#include "actions/actions.h"
#include "actions/orders.h"
#include "actions/safe_actions.h"
#include "http/server.h"
#include "services/routes.h"

namespace spark::actions {

// All outlive the requests.
struct ActionRooms {
  ActionContext& context;
  Orders& orders;
  SafeActions& safe;
  // Runs what it is given when latches that were opened by now are so over a crash, too; at once if
  // it is empty.
  std::function<void(std::function<void()>)> when_kept = {};
};

// How long a safe verb's answer waits for its handler.
inline constexpr uint32_t safe_wait_ms = 1'000;

// A risky action of an operator.
struct RiskyAction {
  std::string action;  // for the record: the path
  std::string detail;  // for the record: what was asked
  // Its effect and its answer; nothing if it met a safe action on its way. [control]
  struct Done {
    uint32_t code = 200;
    std::string json;
  };
  std::function<std::optional<Done>(const Order&)> act;
};

// Records the action, has it act on the control thread unless a safe one came since or its client
// has been told that it came too late, and answers. [worker]
void serve_risky(ActionRooms& rooms, http::Exchange& exchange, RiskyAction action);

// Keeps the route's generation, and with it the plugin object, alive while a call is queued.
using RoutePtr = std::shared_ptr<const services::Route>;

// Serves a plugin's open or risky route: the handler is called on the control thread. [worker]
void serve_route(const RoutePtr& route, ActionRooms& rooms, http::Exchange& exchange);

// Whose head has been read: a plugin's safe route moves its flag at once; what is returned has the
// handler called and answers. [worker]
[[nodiscard]] http::Handler begin_safe_route(const RoutePtr& route, ActionRooms& rooms,
                                             const http::Peer& peer);

// The same for every flag of the host. [worker]
[[nodiscard]] http::Handler begin_safe(const std::string& action, ActionRooms& rooms,
                                       const http::Peer& peer);

// A route of a safe action, POST `path`: `begin` takes effect when the head has been read; also for
// a request whose head was read before the route was there.
[[nodiscard]] http::Route safe_route(std::string path,
                                     std::function<http::Handler(const http::Peer&)> begin);

// Answers for one that has taken effect, with `json` and how it stands. [worker]
void answer_safe(ActionRooms& rooms, http::Exchange& exchange, const SafeActions::Effect& effect,
                 std::string json);

}  // namespace spark::actions
