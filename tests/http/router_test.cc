#include "http/router.h"

#include "support/catch.h"

using namespace spark::http;

namespace {

Route route(std::string method, std::string path) {
  return {std::move(method), std::move(path), Access::open, [](Exchange&) {}};
}

std::string found(const Router& router, Method method, std::string_view path) {
  Request request;
  request.method = method;
  request.path = path.substr(0, path.find('?'));
  if (request.path.size() < path.size()) request.query = path.substr(request.path.size() + 1);
  const Router::Match match = router.find(request);
  if (match.route != nullptr) return match.route->method + " " + match.route->path;
  return match.allow.empty() ? "404" : "405 " + std::string(match.allow);
}

}  // namespace

TEST_CASE("paths find their routes") {
  const Router router({route("GET", "/health"), route("POST", "/predict"), route("GET", "/both"),
                       route("POST", "/both"), route("GET", "/v2/*"), route("GET", "/v2/models/*"),
                       route("POST", "/v2/models/a/infer")});
  const struct {
    Method method;
    const char* path;
    const char* want;
  } cases[] = {
      {Method::get, "/health", "GET /health"},
      {Method::head, "/health", "GET /health"},
      {Method::post, "/health", "405 GET, HEAD, OPTIONS"},
      {Method::other, "/health", "405 GET, HEAD, OPTIONS"},
      {Method::get, "/predict", "405 POST, OPTIONS"},
      {Method::head, "/predict", "405 POST, OPTIONS"},
      {Method::post, "/predict", "POST /predict"},
      {Method::post, "/both", "POST /both"},
      {Method::other, "/both", "405 GET, HEAD, POST, OPTIONS"},
      {Method::get, "/healt", "404"},
      {Method::get, "/health/", "404"},
      {Method::get, "/healthy", "404"},
      {Method::get, "/", "404"},
      {Method::get, "/v2", "404"},
      {Method::get, "/v2/", "GET /v2/*"},
      {Method::get, "/v2/x/y", "GET /v2/*"},
      {Method::get, "/v2/models/b", "GET /v2/models/*"},
      {Method::get, "/v2/models/a/infer", "405 POST, OPTIONS"},
      {Method::post, "/v2/models/a/infer", "POST /v2/models/a/infer"},
  };
  for (const auto& c : cases) {
    INFO(c.path);
    CHECK(found(router, c.method, c.path) == c.want);
  }
}

TEST_CASE("a request that names a lineage goes to that lineage's own path") {
  const Router router({route("POST", "/canary/abort"), route("POST", "/canary/vol/abort"),
                       route("GET", "/canary/vol/abort"), route("GET", "/shadow/metrics"),
                       route("POST", "/predict"), route("GET", "/vol/*")});
  const struct {
    Method method;
    const char* path;
    const char* want;
  } cases[] = {
      {Method::post, "/canary/abort", "POST /canary/abort"},
      {Method::post, "/canary/abort?lineage=vol", "POST /canary/vol/abort"},
      {Method::post, "/canary/abort?plan=full&lineage=vol", "POST /canary/vol/abort"},
      {Method::post, "/canary/abort?lineage=vol&lineage=other", "POST /canary/vol/abort"},
      {Method::post, "/canary/abort?lineage=other", "POST /canary/abort"},
      {Method::post, "/canary/abort?lineage=", "POST /canary/abort"},
      {Method::post, "/canary/abort?lineage", "POST /canary/abort"},
      {Method::post, "/canary/abort?xlineage=vol", "POST /canary/abort"},
      {Method::post, "/canary/abort?lineage=%76ol", "POST /canary/abort"},
      {Method::get, "/shadow/metrics?lineage=vol", "GET /shadow/metrics"},
      {Method::post, "/predict?lineage=vol", "POST /predict"},
      {Method::post, "/canary/vol/abort?lineage=vol", "POST /canary/vol/abort"},
  };
  for (const auto& c : cases) {
    INFO(c.path);
    CHECK(found(router, c.method, c.path) == c.want);
  }
  const std::string longest = "/canary/abort?lineage=" + std::string(2'000, 'v');
  CHECK(found(router, Method::post, longest) == "POST /canary/abort");
}

TEST_CASE("a router without routes knows no path") {
  CHECK(found(Router({}), Method::get, "/") == "404");
}

TEST_CASE("a prefix may be everything") {
  CHECK(found(Router({route("GET", "/*")}), Method::get, "/a/b") == "GET /*");
}

TEST_CASE("unusable routes are named") {
  const struct {
    std::vector<Route> routes;
    const char* why;
  } cases[] = {
      {{route("PUT", "/a")}, "route PUT /a: the method must be GET or POST"},
      {{route("GET", "a")}, "must begin with '/'"},
      {{route("GET", "")}, "must begin with '/'"},
      {{route("GET", "/a*")}, "'*' only as a last"},
      {{route("GET", "/*/b")}, "'*' only as a last"},
      {{route("GET", "/a?b")}, "must begin with '/'"},
      {{route("GET", "/a b")}, "must begin with '/'"},
      {{route("GET", "/a"), route("GET", "/a")}, "route GET /a is given twice"},
      {{{"GET", "/a", Access::open, nullptr}}, "route GET /a has no handler"},
  };
  for (const auto& c : cases) {
    const auto problem = Router::check(c.routes);
    REQUIRE(problem);
    CHECK(problem->text.find(c.why) != std::string::npos);
  }
  CHECK_FALSE(Router::check({route("GET", "/a"), route("POST", "/a"), route("GET", "/a/*")}));
}
