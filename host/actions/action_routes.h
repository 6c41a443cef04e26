// Takes operators' requests through the threads: from a worker to the writer and the control
// thread, and back as a response.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <utility>

#include "actions/action_rooms.h"
#include "http/server.h"

namespace spark::actions {

// How long a safe verb's response waits for its handler.
inline constexpr uint32_t safe_wait_ms = 1'000;

// A risky action of an operator.
struct RiskyAction {
  std::string action;  // for the record: the path
  std::string detail;  // for the record: the request's details
  // Has the effect and returns the response; nothing if a safe action came in between. [control]
  struct Done {
    uint32_t code = 200;
    std::string json;
  };
  std::function<std::optional<Done>(const Order&)> act;
};

// Records the action, calls its `act` on the control thread, and answers. `act` is not called if a
// safe action came since, or if the client has already got a late response. [worker]
void serve_risky(ActionRooms& rooms, http::Exchange& exchange, RiskyAction action);

// A plugin's risky verb: recorded before its handler is called on the control thread. The handler
// begins the order itself (commit()), before its first effect. [worker]
void serve_risky_route(const RoutePtr& route, ActionRooms& rooms, http::Exchange& exchange);

// Serves a plugin's open or risky route: the handler is called on the control thread. [worker]
void serve_route(const RoutePtr& route, ActionRooms& rooms, http::Exchange& exchange);

// A copy of the request, as the route's handler sees it. [worker]
[[nodiscard]] services::RouteRequest request_of(const services::Route& route,
                                                const http::Exchange& exchange);

// Called when the head of a request to a plugin's safe route has been read: moves the flag at once.
// The returned handler has the plugin's handler called, and answers. [worker]
[[nodiscard]] http::Handler begin_safe_route(const RoutePtr& route, ActionRooms& rooms,
                                             const http::Peer& peer);

// The same for every flag of the host. [worker]
[[nodiscard]] http::Handler begin_safe(const std::string& action, ActionRooms& rooms,
                                       const http::Peer& peer);

// A route of a safe action, POST `path`: `begin` takes effect when the request's head has been
// read, even if the head was read before the route existed.
[[nodiscard]] http::Route safe_route(std::string path,
                                     std::function<http::Handler(const http::Peer&)> begin);

// Answers for a safe action that has taken effect, with `json` and the state of its record.
// [worker]
void answer_safe(ActionRooms& rooms, http::Exchange& exchange, const SafeActions::Effect& effect,
                 std::string json);

}  // namespace spark::actions
