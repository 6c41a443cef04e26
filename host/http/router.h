// Paths to handlers. Immutable once built: a worker reads it through one pointer.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.h"
#include "http/access.h"
#include "http/exchange.h"
#include "http/tally.h"

namespace spark::http {

struct Route {
  std::string method;  // "GET" (serves HEAD too) or "POST"
  std::string path;    // exact, or ending in "/*" for everything below
  Access access = Access::open;
  Handler handle;
  // For an action that must not wait for a body. Called when the head of a request that may call
  // the route has been read, before its length, Expect and size are judged. The returned handler
  // handles the request instead of `handle`, or is dropped with a request that never ends. Such a
  // request is not refused for lateness or for a malformed body: see Exchange::complaint().
  // [worker]
  std::function<Handler(const Peer&)> at_head = {};
  // Returns the tally that counts the responses to requests for a path of the route, refusals
  // included; null: they are not counted. The tally outlives the server. [worker]
  std::function<Tally*(std::string_view path)> tally = {};
  // Tells how the host is, so it is answered while others are refused for lateness: a few a second,
  // see Context::may_be_late().
  bool tells_of_host = false;
};

// An exact path wins over a prefix, a longer prefix over a shorter one. The winner alone decides
// which methods there are: a path is one thing, not one per method.
//
// A request that names a lineage goes to that lineage's own path where there is one: /a/b?lineage=x
// is /a/x/b. So a safe verb moves the flag of the lineage that it is about, and no other.
class Router {
 public:
  // `check(routes)` must have found nothing.
  explicit Router(std::vector<Route> routes);

  // The first fault of these routes: another method, a path that does not begin with '/' or has
  // '*' in another place, a route given twice, no handler. The error names the route.
  [[nodiscard]] static std::optional<base::Error> check(const std::vector<Route>& routes);

  struct Match {
    const Route* route = nullptr;  // null: 404, or 405 if `allow` is not empty
    std::string_view allow;        // "GET, HEAD, POST, OPTIONS"
  };
  // Does not allocate.
  [[nodiscard]] Match find(const Request& request) const;
  [[nodiscard]] const std::vector<Route>& routes() const { return routes_; }

 private:
  static constexpr uint32_t none = UINT32_MAX;
  struct Entry {
    std::string path;     // a prefix ends in '/'
    uint32_t get = none;  // indexes of routes_
    uint32_t post = none;
    std::string allow;
  };
  [[nodiscard]] const Entry* exact(std::string_view path) const;
  [[nodiscard]] const Entry* of_lineage(const Request& request) const;
  static void add(std::vector<Entry>& entries, const std::string& path, uint32_t Entry::*method,
                  uint32_t route);

  std::vector<Route> routes_;
  std::vector<Entry> exact_;     // sorted by path
  std::vector<Entry> prefixes_;  // longest first
};

}  // namespace spark::http
