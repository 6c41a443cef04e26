// Turns a generation's pipelines, its plugins' routes and the host's own admin interface into
// routers, one per listener.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "admin/context.h"
#include "admin/shared_views.h"
#include "serving/route_table.h"

namespace spark::daemon {

// What routes lead to; all of it outlives the routers.
struct Destinations {
  admin::Context& admin;
  admin::SharedViews& scrapes;  // whoever asks for metrics …
  admin::SharedViews& health;   // … or for health waits for no view of an operator's
  std::function<std::string(const std::string& prefix)> metrics;  // [jobs]
};

// Until there is a generation: whatever comes is told so, but everything is made safe when that is
// asked for. `rooms` outlives them. On the main thread.
[[nodiscard]] std::vector<http::Router> starting_routers(actions::ActionRooms& rooms,
                                                         const config::Config& config);

// The routers keep `generation` alive. [builder]
[[nodiscard]] serving::RouteTablePtr make_routes(Destinations& to,
                                                 const generation::GenerationPtr& generation);

}  // namespace spark::daemon
