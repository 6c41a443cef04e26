// The routes of one generation: a router for each listener, and the list of all of them.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "http/access.h"
#include "http/router.h"

namespace spark::serving {

// A route as it is listed.
struct ListedRoute {
  std::string listener;
  std::string method;
  std::string path;  // "/v2/models/*": everything below
  http::Access access = http::Access::open;
  std::string owner;  // "pipeline:<name>", "plugin:<name>", "host"
  std::string doc;    // a plugin's words, or ""
};

struct RouteTable {
  std::vector<http::Router> routers;  // one per listener, in their order
  std::vector<ListedRoute> list;      // pipelines', plugins', then the host's own
};

using RouteTablePtr = std::shared_ptr<const RouteTable>;

}  // namespace spark::serving
