// Checks of routes.
#include "services/routes.h"

#include <algorithm>
#include <utility>

#include "base/ascii.h"

namespace spark::services {

namespace {

// Segments of [A-Za-z0-9._~-], none of them empty, "." or "..": one spelling for each route.
bool is_path(std::string_view path) {
  const auto fits = [](char c) {
    return base::is_alnum(c) || std::string_view("._~-").find(c) != std::string_view::npos;
  };
  if (path.size() < 2 || path.size() > route_path_bytes_max || path[0] != '/') return false;
  while (!path.empty()) {
    path.remove_prefix(1);  // the '/' before each segment
    const std::string_view segment = path.substr(0, path.find('/'));
    if (segment.empty() || segment == "." || segment == "..") return false;
    if (!std::all_of(segment.begin(), segment.end(), fits)) return false;
    path.remove_prefix(segment.size());
  }
  return true;
}

std::string title(const Route& route) {
  return "route " + route.method + " " + route.listener + " " + route.path;
}

base::Result<void> check(const Route& route) {
  if (route.method != "GET" && route.method != "POST")
    return base::Error(title(route) + ": the method is neither GET nor POST");
  if (!is_path(route.path))
    return base::Error(title(route) + ": the path is not of the form /name/name");
  if (route.method == "GET" && route.access == RouteAccess::safe)
    return base::Error(title(route) + ": a GET is open or admin; only a POST is a safe verb");
  if (route.flag != nullptr && (route.method != "POST" || route.access == RouteAccess::open))
    return base::Error(title(route) + ": only a safe or a risky POST names a flag");
  return {};
}

bool clash(const Route& a, const Route& b) {
  return a.listener == b.listener && a.path == b.path && a.method == b.method;
}

}  // namespace

base::Result<void> PluginRoutes::add(Route route) {
  const auto checked = check(route);
  if (!checked) return checked;
  for (const Route& earlier : routes_)
    if (clash(earlier, route))
      return base::Error(title(route) + " of plugin '" + route.owner +
                         "' is already that of plugin '" + earlier.owner + "'");
  if (routes_.size() == routes_max)
    return base::Error(title(route) + ": there are " + std::to_string(routes_max) +
                       " routes already");
  routes_.push_back(std::move(route));
  return {};
}

base::Result<void> PluginRoutes::merge(const PluginRoutes& other) {
  PluginRoutes merged = *this;
  for (const Route& route : other.routes_) {
    const auto added = merged.add(route);
    if (!added) return added;
  }
  *this = std::move(merged);
  return {};
}

const Route* PluginRoutes::find_alike(const Route& other) const {
  for (const Route& route : routes_) {
    if (clash(route, other) && route.access == other.access && route.flag == other.flag)
      return &route;
  }
  return nullptr;
}

}  // namespace spark::services
