// Turns a generation's pipelines, its plugins' routes and the host's own admin interface into
// routers, one per listener.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "admin/context.h"
#include "admin/shared_views.h"
#include "metrics/desc.h"
#include "serving/route_table.h"
#include "serving/route_totals.h"

namespace spark::daemon {

// The destinations of routes; all members outlive the routers.
struct Destinations {
  admin::Context& admin;
  admin::SharedViews& scrapes;  // requests for metrics …
  admin::SharedViews& health;   // … or for health wait for no view of an operator's
  serving::RouteTotals& totals;
  std::function<std::string(const std::string& prefix, const metrics::Zeros& zeros,
                            metrics::Format format)>
      metrics;  // [jobs]
};

// The routers until there is a generation: every request gets a 503, but the safe action for all
// flags takes effect. `rooms` outlives the routers. On the main thread.
[[nodiscard]] std::vector<http::Router> starting_routers(actions::ActionRooms& rooms,
                                                         const config::Config& config);

// The routers keep `generation` alive. [builder]
[[nodiscard]] serving::RouteTablePtr make_routes(Destinations& to,
                                                 const generation::GenerationPtr& generation);

}  // namespace spark::daemon
