// Turns a generation's pipelines, its plugins' routes and the host's own admin interface into
// routers, one per listener.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "generation/generation.h"
#include "http/server.h"

namespace spark::daemon {

class Host;

// Until there is a generation: whatever comes is told so, but everything is made safe when that is
// asked for. `host` outlives them. [main]
[[nodiscard]] std::vector<http::Router> starting_routers(Host& host, const config::Config& config);

// The routers keep `generation` alive; `host` outlives them. [builder]
[[nodiscard]] std::vector<http::Router> make_routers(Host& host,
                                                     const std::shared_ptr<Generation>& generation);

// A route as it is listed.
struct OwnedRoute {
  std::string listener;
  std::string method;
  std::string path;  // "/v2/models/*": everything below
  http::Access access = http::Access::open;
  std::string owner;  // "pipeline:<name>", "plugin:<name>", "host"
  std::string doc;    // a plugin's words, or ""
};

// The routes that the routers of `generation` have: pipelines', plugins', then the host's own.
// [jobs]
[[nodiscard]] std::vector<OwnedRoute> all_routes(Host& host,
                                                 const std::shared_ptr<Generation>& generation);

}  // namespace spark::daemon
