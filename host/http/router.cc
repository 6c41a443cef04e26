#include "http/router.h"

#include <algorithm>
#include <set>
#include <utility>

#include "base/assert.h"
#include "http/grammar.h"

namespace spark::http {
namespace {

bool is_prefix(std::string_view path) {
  return path.size() >= 2 && path.substr(path.size() - 2) == "/*";
}

}  // namespace

std::optional<base::Error> Router::check(const std::vector<Route>& routes) {
  std::set<std::pair<std::string_view, std::string_view>> seen;
  for (const Route& route : routes) {
    const std::string name = route.method + " " + route.path;
    const std::string_view path = route.path;
    const std::string_view fixed = is_prefix(path) ? path.substr(0, path.size() - 1) : path;
    if (route.method != "GET" && route.method != "POST") {
      return base::Error("route " + name + ": the method must be GET or POST");
    }
    if (path.empty() || path.front() != '/' || !all(target_char, path) ||
        fixed.find_first_of("*?") != std::string_view::npos) {
      return base::Error("route " + name +
                         ": the path must begin with '/' and may have '*' only as a last \"/*\"");
    }
    if (!seen.emplace(route.method, route.path).second) {
      return base::Error("route " + name + " is given twice");
    }
    if (!route.handle) return base::Error("route " + name + " has no handler");
  }
  return std::nullopt;
}

Router::Router(std::vector<Route> routes) : routes_(std::move(routes)) {
  SPARK_ASSERT(!check(routes_), "routes are checked before a router is built");
  for (uint32_t i = 0; i < routes_.size(); ++i) {
    const Route& route = routes_[i];
    const auto method = route.method == "GET" ? &Entry::get : &Entry::post;
    if (is_prefix(route.path)) {
      add(prefixes_, route.path.substr(0, route.path.size() - 1), method, i);
    } else {
      add(exact_, route.path, method, i);
    }
  }
  for (auto* entries : {&exact_, &prefixes_}) {
    for (Entry& entry : *entries) {
      if (entry.get != none) entry.allow = "GET, HEAD";
      if (entry.post != none) entry.allow += entry.allow.empty() ? "POST" : ", POST";
      entry.allow += ", OPTIONS";
    }
  }
  std::sort(exact_.begin(), exact_.end(),
            [](const Entry& a, const Entry& b) { return a.path < b.path; });
  std::sort(prefixes_.begin(), prefixes_.end(),
            [](const Entry& a, const Entry& b) { return a.path.size() > b.path.size(); });
}

void Router::add(std::vector<Entry>& entries, const std::string& path, uint32_t Entry::*method,
                 uint32_t route) {
  auto entry = std::find_if(entries.begin(), entries.end(),
                            [&](const Entry& known) { return known.path == path; });
  if (entry == entries.end()) entry = entries.insert(entry, Entry{path, none, none, {}});
  (*entry).*method = route;
}

Router::Match Router::find(const Request& request) const {
  const Entry* found = nullptr;
  const auto exact =
      std::lower_bound(exact_.begin(), exact_.end(), request.path,
                       [](const Entry& entry, std::string_view path) { return entry.path < path; });
  if (exact != exact_.end() && exact->path == request.path) {
    found = &*exact;
  } else {
    for (const Entry& prefix : prefixes_) {
      if (request.path.substr(0, prefix.path.size()) == prefix.path) {
        found = &prefix;
        break;
      }
    }
  }
  if (found == nullptr) return {};
  uint32_t route = none;
  if (request.method == Method::get || request.method == Method::head) route = found->get;
  if (request.method == Method::post) route = found->post;
  return {route == none ? nullptr : &routes_[route], found->allow};
}

}  // namespace spark::http
