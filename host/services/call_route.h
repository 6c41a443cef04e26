// The call of a plugin's route handler, and the checks of its replies.
#pragma once

#include <string_view>

#include "services/route_call.h"
#include "services/routes.h"

namespace spark::services {

// Runs the route's handler. `call` ends exactly once: before this returns, with the handler's
// reply, or with 500 if the handler threw, or neither replied nor kept the reply; with 400 if the
// query cannot be decoded; later, if the handler kept the reply. A second reply is ignored and
// logged. [control]
void call(const Route& route, const RouteRequest& request, const RouteCallPtr& call);

// What a client gets for what a plugin sent: 500 for a status outside 200…599, for content of an
// unknown type, too long, or not as its type says; a safe verb's is JSON. [any]
[[nodiscard]] RouteReply checked_reply(std::string_view owner, bool must_be_json, uint32_t status,
                                       uint32_t content, std::string_view body);

}  // namespace spark::services
