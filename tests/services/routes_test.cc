#include "services/routes.h"

#include <cstring>
#include <stdexcept>

#include "services/call_route.h"
#include "services/flags.h"
#include "spark/ext/draft/http.h"
#include "support/catch.h"

using namespace spark::services;
using Catch::Matchers::ContainsSubstring;

namespace {

using Handle = void (*)(void*, const spark_http_request*, spark_http_reply*);

Route route(std::string method, std::string path, RouteAccess access = RouteAccess::open) {
  Route made;
  made.owner = "p";
  made.listener = "admin";
  made.method = std::move(method);
  made.path = std::move(path);
  made.access = access;
  return made;
}

void send(spark_http_reply* reply, uint32_t status, const char* json) {
  reply->send(reply, status, SPARK_CONTENT_JSON, json, static_cast<uint32_t>(std::strlen(json)));
}

struct Answer {
  int sent = 0;
  uint32_t status = 0;
  std::string json;
};

Answer answer_of(Handle handle, const RouteRequest& request = {"GET", "/x/p/a", "", ""}) {
  Route made = route("GET", "/x/p/a");
  made.handle = handle;
  Answer answer;
  RouteCall waiting;
  waiting.send = [&](RouteReply reply) {
    ++answer.sent;
    answer.status = reply.status;
    answer.json = std::move(reply.body);
  };
  call(made, request, std::make_shared<RouteCall>(waiting));
  return answer;
}

}  // namespace

TEST_CASE("paths are plain") {
  PluginRoutes routes;
  for (const char* good : {"/a", "/x/p/a-b_c.d~1", "/...", "/a/b/c"})
    CHECK(routes.add(route("GET", good)).has_value());
  for (const char* bad :
       {"", "/", "a", "//", "/a/", "/a//b", "/.", "/a/../b", "/a b", "/a?b", "/%61", "/*"})
    CHECK(routes.add(route("GET", bad)).has_error());
  CHECK(routes.add(route("GET", "/" + std::string(256, 'a'))).has_error());
}

TEST_CASE("what changes something is a POST") {
  PluginRoutes routes;
  CHECK(routes.add(route("GET", "/open")).has_value());
  CHECK(routes.add(route("GET", "/admin", RouteAccess::admin)).has_value());
  CHECK(routes.add(route("GET", "/safe", RouteAccess::safe)).has_error());
  CHECK(routes.add(route("POST", "/safe", RouteAccess::safe)).has_value());
  spark_flag* const some = reinterpret_cast<spark_flag*>(64);
  Route open = route("POST", "/open", RouteAccess::open);
  open.flag = some;
  CHECK(routes.add(open).has_error());
  Route risky = route("POST", "/risky", RouteAccess::admin);
  risky.flag = some;
  CHECK(routes.add(risky).has_value());
  Route safe = route("POST", "/safest", RouteAccess::safe);
  safe.flag = some;
  CHECK(routes.add(safe).has_value());
}

TEST_CASE("two routes for one request are refused") {
  PluginRoutes routes;
  REQUIRE(routes.add(route("GET", "/a")).has_value());
  CHECK(routes.add(route("POST", "/a")).has_value());
  const auto again = routes.add(route("GET", "/a"));
  REQUIRE(again.has_error());
  CHECK_THAT(again.error().text,
             ContainsSubstring("GET admin /a of plugin 'p' is already that of plugin 'p'"));
  Route elsewhere = route("GET", "/a");
  elsewhere.listener = "executor";
  CHECK(routes.add(elsewhere).has_value());
}

TEST_CASE("a route stands for those that take the same requests in the same way") {
  spark_flag on;
  spark_flag other_flag;
  const auto risky = [](spark_flag* flag) {
    Route made = route("POST", "/a", RouteAccess::admin);
    made.flag = flag;
    return made;
  };
  PluginRoutes routes;
  REQUIRE(routes.add(route("GET", "/a")).has_value());
  REQUIRE(routes.add(risky(&on)).has_value());
  Route elsewhere = route("GET", "/a");
  elsewhere.listener = "executor";
  const struct {
    const char* name;
    Route asked;
    const Route* found;
  } cases[] = {
      {"the same", route("GET", "/a"), &routes.all()[0]},
      {"another path", route("GET", "/b"), nullptr},
      {"another listener", elsewhere, nullptr},
      {"another access", route("GET", "/a", RouteAccess::admin), nullptr},
      {"the same flag", risky(&on), &routes.all()[1]},
      {"another flag", risky(&other_flag), nullptr},
  };
  for (const auto& c : cases) {
    INFO(c.name);
    CHECK(routes.find_alike(c.asked) == c.found);
  }
}

TEST_CASE("merging takes all routes or none") {
  PluginRoutes all;
  REQUIRE(all.add(route("GET", "/a")).has_value());
  PluginRoutes other;
  Route theirs = route("GET", "/b");
  theirs.owner = "q";
  REQUIRE(other.add(theirs).has_value());
  REQUIRE(all.merge(other).has_value());
  CHECK(all.all().size() == 2);

  PluginRoutes clashing;
  theirs.path = "/c";
  REQUIRE(clashing.add(theirs).has_value());
  theirs.path = "/a";
  REQUIRE(clashing.add(theirs).has_value());
  const auto merged = all.merge(clashing);
  REQUIRE(merged.has_error());
  CHECK_THAT(merged.error().text, ContainsSubstring("plugin 'q' is already that of plugin 'p'"));
  CHECK(all.all().size() == 2);
}

TEST_CASE("a handler's answer is sent") {
  const RouteRequest request{"POST", "/x/p/a", "k=v", "{\"a\":1}"};
  const Answer answer = answer_of(
      [](void*, const spark_http_request* raw, spark_http_reply* reply) {
        const bool seen = std::string(raw->method) == "POST" &&
                          std::string(raw->path) == "/x/p/a" && std::string(raw->query) == "k=v" &&
                          std::string(raw->body, raw->body_length) == "{\"a\":1}";
        send(reply, seen ? 201 : 400, "{\"ok\":true}");
      },
      request);
  CHECK(answer.sent == 1);
  CHECK(answer.status == 201);
  CHECK(answer.json == "{\"ok\":true}");
}

TEST_CASE("a handler that does not answer properly is answered for") {
  using Request = const spark_http_request;
  using Reply = spark_http_reply;
  const Handle handles[] = {
      [](void*, Request*, Reply*) {},
      [](void*, Request*, Reply*) { throw std::runtime_error("no"); },
      [](void*, Request*, Reply*) { throw 42; },
      [](void*, Request*, Reply* reply) { send(reply, 199, "{}"); },
      [](void*, Request*, Reply* reply) { send(reply, 600, "{}"); },
      [](void*, Request*, Reply* reply) { send(reply, 200, ""); },
      [](void*, Request*, Reply* reply) { send(reply, 200, "  "); },
      [](void*, Request*, Reply* reply) { send(reply, 200, "hello"); },
      [](void*, Request*, Reply* reply) { send(reply, 200, "{\"a\":1"); },
      [](void*, Request*, Reply* reply) { send(reply, 200, "{\"\xff\"}"); },
      [](void*, Request*, Reply* reply) {
        reply->send(reply, 200, SPARK_CONTENT_JSON, nullptr, 10);
      },
  };
  for (const Handle handle : handles) {
    const Answer answer = answer_of(handle);
    CHECK(answer.sent == 1);
    CHECK(answer.status == 500);
    CHECK(answer.json == "{\"error\":\"plugin 'p' did not answer properly\"}");
  }
}

TEST_CASE("of two answers the first counts") {
  const Answer answer = answer_of([](void*, const spark_http_request*, spark_http_reply* reply) {
    send(reply, 200, "{\"first\":true}");
    send(reply, 400, "{\"second\":true}");
    throw 42;
  });
  CHECK(answer.sent == 1);
  CHECK(answer.status == 200);
  CHECK(answer.json == "{\"first\":true}");
}
