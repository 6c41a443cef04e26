// The parts of the host that operators' requests pass through, and the call of a plugin's route.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <utility>

#include "actions/actions.h"
#include "actions/orders.h"
#include "actions/safe_actions.h"
#include "http/response.h"
#include "services/call_route.h"
#include "services/routes.h"

namespace spark::actions {

// Keeps the route's generation, and with it the plugin object, alive while a call is queued.
using RoutePtr = std::shared_ptr<const services::Route>;

// All outlive the requests.
struct ActionRooms {
  ActionContext& context;
  Orders& orders;
  SafeActions& safe;
  // Runs its argument when what the latches were before the call would be so after a crash, too. If
  // this function is empty, the argument runs at once.
  std::function<void(std::function<void()>)> when_kept = {};
  // The live generation's route for requests like those of another generation's route, which may
  // have been queued since before an exchange; null if it has none. If this function is empty, each
  // route is its own. [control]
  std::function<RoutePtr(const services::Route&)> live_route = {};

  // Calls the handler of the plugin object that acts: a resting one answers nothing. [control]
  void call(const RoutePtr& route, const services::RouteRequest& request,
            const services::RouteCallPtr& call) const;

  void after_keeping(std::function<void()> then) const {
    when_kept ? when_kept(std::move(then)) : then();
  }
};

[[nodiscard]] http::ContentType content_type(services::Content content);

}  // namespace spark::actions
