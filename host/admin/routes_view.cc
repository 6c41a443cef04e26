// The list of all routes of all owners, and the list of the safe verbs' routes.
#include <boost/json.hpp>
#include <set>

#include "admin/access.h"
#include "admin/views.h"

namespace spark::admin {
namespace {

namespace json = boost::json;

json::object route_json(const serving::ListedRoute& route) {
  return {{"listener", route.listener},          {"method", route.method}, {"path", route.path},
          {"access", access_name(route.access)}, {"owner", route.owner},   {"doc", route.doc}};
}

bool is_safe_verb(const serving::ListedRoute& route) {
  return route.method == "POST" && route.access == http::Access::safe;
}

}  // namespace

std::string routes_view(const Context& context) {
  const serving::RouteTablePtr table = context.publisher.routes();
  json::array routes;
  for (const serving::ListedRoute& route : table->list) routes.push_back(route_json(route));
  return json::serialize(json::object{{"routes", std::move(routes)}});
}

std::string safe_routes_view(const Context& context) {
  const generation::GenerationPtr live = context.live.now();
  const serving::RouteTablePtr table = context.publisher.routes();
  const std::vector<serving::ListedRoute>& all = table->list;
  std::set<std::string> paths;
  for (const serving::ListedRoute& route : all)
    if (is_safe_verb(route)) paths.insert(route.path);
  json::array routes;
  for (const serving::ListedRoute& route : all) {
    if (!is_safe_verb(route) && (route.method != "GET" || !paths.contains(route.path))) continue;
    json::object shown = route_json(route);
    const auto& listeners = live->config.listeners;
    for (size_t i = 0; i < listeners.size(); ++i) {
      if (listeners[i].name != route.listener) continue;
      shown["address"] = listeners[i].address;
      shown["port"] = context.server->port(i);
    }
    routes.push_back(std::move(shown));
  }
  return json::serialize(json::object{{"routes", std::move(routes)}});
}

}  // namespace spark::admin
