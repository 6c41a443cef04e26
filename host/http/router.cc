#include "http/router.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <set>
#include <utility>

#include "base/assert.h"
#include "http/grammar.h"

namespace spark::http {
namespace {

bool is_prefix(std::string_view path) {
  return path.size() >= 2 && path.substr(path.size() - 2) == "/*";
}

constexpr size_t lineage_path_bytes_max = 512;

// The first value of `lineage` in a query, as it stands there; "" if there is none.
std::string_view lineage_in(std::string_view query) {
  constexpr std::string_view key = "lineage=";
  while (!query.empty()) {
    const std::string_view one = query.substr(0, query.find('&'));
    if (one.starts_with(key)) return one.substr(key.size());
    query.remove_prefix(std::min(query.size(), one.size() + 1));
  }
  return {};
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

const Router::Entry* Router::exact(std::string_view path) const {
  const auto found = std::lower_bound(
      exact_.begin(), exact_.end(), path,
      [](const Entry& entry, std::string_view wanted) { return entry.path < wanted; });
  return found != exact_.end() && found->path == path ? &*found : nullptr;
}

// The path is put together on the stack: nothing here may allocate.
const Router::Entry* Router::of_lineage(const Request& request) const {
  const std::string_view lineage = lineage_in(request.query);
  const std::string_view path = request.path;
  const size_t second = path.find('/', 1);
  std::array<char, lineage_path_bytes_max> room;
  if (lineage.empty() || second == std::string_view::npos ||
      path.size() + 1 + lineage.size() > room.size())
    return nullptr;
  auto end = std::copy_n(path.begin(), second + 1, room.begin());
  end = std::copy(lineage.begin(), lineage.end(), end);
  end = std::copy(path.begin() + static_cast<std::ptrdiff_t>(second), path.end(), end);
  return exact({room.data(), static_cast<size_t>(end - room.begin())});
}

Router::Match Router::find(const Request& request) const {
  const Entry* found = of_lineage(request);
  if (found == nullptr) found = exact(request.path);
  if (found == nullptr) {
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
