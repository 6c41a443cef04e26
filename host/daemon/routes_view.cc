// Every route there is, whoever owns it.
#include <boost/json.hpp>

#include "daemon/access.h"
#include "daemon/host.h"
#include "daemon/routing.h"
#include "daemon/views.h"

namespace spark::daemon {
namespace {

namespace json = boost::json;

}  // namespace

std::string routes_view(Host& host) {
  json::array routes;
  for (const OwnedRoute& route : all_routes(host, host.generation())) {
    routes.push_back({{"listener", route.listener},
                      {"method", route.method},
                      {"path", route.path},
                      {"access", access_name(route.access)},
                      {"owner", route.owner},
                      {"doc", route.doc}});
  }
  return json::serialize(json::object{{"routes", std::move(routes)}});
}

}  // namespace spark::daemon
