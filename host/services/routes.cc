// Checks of routes, and the one call of a plugin's handler.
#include "services/routes.h"

#include <algorithm>
#include <exception>
#include <optional>
#include <utility>

#include "base/ascii.h"
#include "base/json_text.h"
#include "base/log.h"
#include "base/utf8.h"
#include "services/leave.h"
#include "spark/ext/draft/http.h"

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

struct RouteReply {
  uint32_t status;
  std::string json;
};

// The data behind the reply that the handler's send() gets.
struct Pending {
  const Route& route;
  std::optional<RouteReply> answer;
};

bool is_reply(uint32_t status, std::string_view json) {
  if (status < 200 || status > 599 || json.size() > reply_bytes_max) return false;
  const bool is_framed = (json.starts_with('{') && json.ends_with('}')) ||
                         (json.starts_with('[') && json.ends_with(']'));
  return is_framed && base::is_utf8(json);
}

std::string_view without_blanks_around(std::string_view json) {
  constexpr std::string_view blanks = " \t\r\n";
  json.remove_prefix(std::min(json.find_first_not_of(blanks), json.size()));
  return json.substr(0, json.find_last_not_of(blanks) + 1);
}

RouteReply own_fault(std::string_view owner) {
  return {500, base::json_error("plugin '" + std::string(owner) + "' did not answer properly")};
}

void send_once(spark_http_reply* reply, uint32_t status, const char* json, uint32_t length) {
  if (reply == nullptr || reply->self == nullptr) return;
  auto& pending = *static_cast<Pending*>(reply->self);
  const Route& route = pending.route;
  if (pending.answer) {
    base::log::warn("{}: plugin {} answered twice; the first answer counts", title(route),
                    route.owner);
    return;
  }
  const std::string_view text =
      json == nullptr ? std::string_view() : without_blanks_around({json, length});
  if (is_reply(status, text)) {
    pending.answer = RouteReply{status, std::string(text)};
    return;
  }
  base::log::error("{}: plugin {} answered {} with {} bytes that are no JSON object or array",
                   title(route), route.owner, status, length);
  pending.answer = own_fault(route.owner);
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

void call(const Route& route, const RouteRequest& request, Leave* leave,
          const std::function<void(uint32_t status, std::string json)>& send) {
  Pending pending{route, std::nullopt};
  const spark_http_request raw_request = {request.method.c_str(),
                                          request.path.c_str(),
                                          request.query.c_str(),
                                          request.body.c_str(),
                                          static_cast<uint32_t>(request.body.size()),
                                          0};
  spark_http_reply raw_reply = {&pending, send_once};
  const Leave::Scope scope(leave);
  try {
    route.handle(route.context, &raw_request, &raw_reply);
    if (!pending.answer)
      base::log::error("{}: plugin {} did not answer", title(route), route.owner);
  } catch (const std::exception& thrown) {
    base::log::error("{}: plugin {} threw: {}", title(route), route.owner, thrown.what());
  } catch (...) {
    base::log::error("{}: plugin {} threw", title(route), route.owner);
  }
  RouteReply answer = pending.answer ? std::move(*pending.answer) : own_fault(route.owner);
  send(answer.status, std::move(answer.json));
}

}  // namespace spark::services
