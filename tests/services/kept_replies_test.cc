// Replies that a handler keeps, and what else a route's handler is told and may send.
#include <cstring>
#include <utility>
#include <vector>

#include "services/asked.h"
#include "services/call_route.h"
#include "services/host.h"
#include "services/query.h"
#include "support/catch.h"

using namespace spark;
using namespace spark::services;
using Catch::Matchers::ContainsSubstring;

namespace {

// A client that waits, and a plugin object with one route whose handler is a test's.
struct Call {
  TestHost host;
  std::shared_ptr<PluginHost> object = host.object({"p", "p", {}, {}});
  const spark_ext_http* http = ask<spark_ext_http>(*object, SPARK_EXT_HTTP);
  Route route;
  std::vector<RouteReply> sent;
  std::function<void(const spark_http_request&, spark_http_reply&)> handler;
  bool is_risky = false;
  Commit commits;

  Call() {
    object->act();
    route.owner = "p";
    route.host = object->raw();
    route.replies = object->replies_kept();
    route.context = this;
    route.handle = [](void* self, const spark_http_request* request, spark_http_reply* reply) {
      static_cast<Call*>(self)->handler(*request, *reply);
    };
  }

  void make(const RouteRequest& request = {"GET", "/x/p/a", "", ""}) {
    auto waiting = std::make_shared<RouteCall>();
    waiting->send = [this](RouteReply reply) { sent.push_back(std::move(reply)); };
    if (is_risky) waiting->commit = [this](bool) { return commits; };
    call(route, request, waiting);
  }
  void send(uint64_t number, const char* json) const {
    http->send(object->raw(), number, 200, SPARK_CONTENT_JSON, json,
               static_cast<uint32_t>(std::strlen(json)));
  }
};

}  // namespace

TEST_CASE("a kept reply is sent later, once") {
  Call call;
  uint64_t number = 0;
  call.handler = [&](const spark_http_request&, spark_http_reply& reply) {
    number = reply.keep(&reply);
    CHECK(reply.keep(&reply) == number);
  };
  call.make();
  CHECK(number != 0);
  CHECK(call.sent.empty());
  call.send(number + 1, "{}");
  CHECK(call.sent.empty());
  call.send(number, R"({"a":1})");
  call.send(number, R"({"a":2})");
  REQUIRE(call.sent.size() == 1);
  CHECK(call.sent[0].body == R"({"a":1})");
  call.object->end_calls();
  CHECK(call.sent.size() == 1);
}

TEST_CASE("a handler that keeps its reply may still send it, or throw") {
  for (const bool throws : {false, true}) {
    Call call;
    uint64_t number = 0;
    call.handler = [&](const spark_http_request&, spark_http_reply& reply) {
      number = reply.keep(&reply);
      if (throws) throw 42;
      reply.send(&reply, 201, SPARK_CONTENT_JSON, "{}", 2);
    };
    call.make();
    call.send(number, "[]");
    REQUIRE(call.sent.size() == 1);
    CHECK(call.sent[0].status == (throws ? 500 : 201));
  }
}

TEST_CASE("a reply that another thread sent before its handler returned is the only one") {
  Call call;
  call.handler = [&](const spark_http_request&, spark_http_reply& reply) {
    call.send(reply.keep(&reply), "[1]");
    reply.send(&reply, 200, SPARK_CONTENT_JSON, "[2]", 3);
  };
  call.make();
  REQUIRE(call.sent.size() == 1);
  CHECK(call.sent[0].body == "[1]");
}

TEST_CASE("kept replies are answered with 503 when the object rests, and none is kept then") {
  Call call;
  uint64_t number = 0;
  call.handler = [&](const spark_http_request&, spark_http_reply& reply) {
    number = reply.keep(&reply);
  };
  call.make();
  call.object->end_calls();
  REQUIRE(call.sent.size() == 1);
  CHECK(call.sent[0].status == 503);
  call.send(number, "{}");
  CHECK(call.sent.size() == 1);
  spark_error err{};
  CHECK(call.http->commit(call.object->raw(), number, &err) == SPARK_E_CANCELLED);

  call.make();
  CHECK(number == 0);
  CHECK(call.sent.back().status == 500);  // neither kept nor sent
  call.object->act();
  call.make();
  CHECK(number != 0);
}

TEST_CASE("one object keeps at most 256 replies, and one that nobody sends makes room") {
  KeptReplies kept;
  int ended = 0;
  const auto waiting = std::make_shared<RouteCall>();
  waiting->send = [&](const RouteReply& reply) { ended += reply.status == 503 ? 1 : 0; };
  for (size_t i = 0; i < kept_replies_max; ++i) CHECK(kept.keep(waiting, 0) != 0);
  CHECK(kept.keep(waiting, kept_reply_ms_max * 1'000'000 - 1) == 0);
  CHECK(ended == 0);
  CHECK(kept.keep(waiting, kept_reply_ms_max * 1'000'000) != 0);
  CHECK(ended == 1);
  CHECK(kept.kept_now() == kept_replies_max);
}

TEST_CASE("commit says what the caller's order says, kept or not, and nothing without an order") {
  Call call;
  uint64_t number = 0;
  std::vector<int32_t> codes;
  call.handler = [&](const spark_http_request&, spark_http_reply& reply) {
    spark_error err{};
    number = reply.keep(&reply);
    codes.push_back(reply.commit(&reply, &err));
    codes.push_back(call.http->commit(call.object->raw(), number, &err));
  };
  call.make();
  CHECK(codes == std::vector<int32_t>{SPARK_OK, SPARK_OK});
  call.is_risky = true;
  call.commits = {Commit::Why::superseded, "later"};
  call.make();
  CHECK(codes[2] == SPARK_E_SUPERSEDED);
  CHECK(codes[3] == SPARK_E_SUPERSEDED);
}

TEST_CASE("a handler sees who called, the decoded query and the epoch of the request") {
  Call call;
  int calls = 0;
  call.handler = [&](const spark_http_request& request, spark_http_reply& reply) {
    ++calls;
    CHECK(request.caller == SPARK_CALLER_CREDENTIAL);
    CHECK(std::string(request.credential) == "admin");
    REQUIRE(request.parameter_count == 3);
    CHECK(std::string(request.parameters[0].name) == "a b");
    CHECK(std::string(request.parameters[0].value) == "c/\xC3\xA4 d");
    CHECK(std::string(request.parameters[1].value) == "");
    CHECK(std::string(request.query) == "a%20b=c/%C3%A4+d&x&y=1=2");
    CHECK(Asked::present() == 7);
    reply.send(&reply, 200, SPARK_CONTENT_JSON, "{}", 2);
  };
  RouteRequest request{"GET", "/x/p/a", "a%20b=c/%C3%A4+d&x&y=1=2", ""};
  request.caller = Caller::credential;
  request.credential = "admin";
  request.epoch = 7;
  call.make(request);
  CHECK(calls == 1);
  CHECK_FALSE(Asked::present());

  for (const char* bad : {"a=%0", "a=%zz", "a=%00", "a=%ff"}) {
    call.make({"GET", "/x/p/a", bad, ""});
    CHECK(call.sent.back().status == 400);
    CHECK_THAT(call.sent.back().body, ContainsSubstring("the query"));
  }
  std::string many = "a";
  for (size_t i = 0; i < parameters_max; ++i) many += "&a";
  CHECK(decode_query(many).has_error());
  CHECK(calls == 1);
}

TEST_CASE("the texts, numbers and booleans of a body are parameters after those of the query") {
  auto parameters = *decode_query("to=8");
  add_members(R"({"to":7,"name":"a b","on":true,"none":null,"deep":{"x":1},"all":[1],"f":0.5})",
              parameters);
  std::string all;
  for (const auto& [name, value] : parameters)
    all.append(name).append("=").append(value).append(" ");
  CHECK(all == "to=8 to=7 name=a b on=true f=5E-1 ");
  const size_t before = parameters.size();
  for (const char* body : {"", "[1]", "7", "{", R"({"x":"\u0000"})"}) add_members(body, parameters);
  CHECK(parameters.size() == before);
}

TEST_CASE("a reply's content is what it says") {
  const struct {
    uint32_t content;
    std::string body;
    bool must_be_json;
    bool is_sent;
  } cases[] = {
      {SPARK_CONTENT_JSON, " {} ", true, true},
      {SPARK_CONTENT_TEXT, "plain", false, true},
      {SPARK_CONTENT_TEXT, "", false, true},
      {SPARK_CONTENT_HTML, "<p>", false, true},
      {SPARK_CONTENT_CSV, "a,b\r\n", false, true},
      {SPARK_CONTENT_BYTES, "\xff", false, true},
      {SPARK_CONTENT_HTML, "\xff", false, false},
      {SPARK_CONTENT_JSON, "plain", false, false},
      {SPARK_CONTENT_BYTES + 1, "{}", false, false},
      {SPARK_CONTENT_CSV, "a,b", true, false},
      {SPARK_CONTENT_BYTES, std::string(reply_bytes_max + 1, 'a'), false, false},
  };
  for (const auto& c : cases) {
    INFO(c.content << " " << c.body.substr(0, 20));
    const RouteReply reply = checked_reply("p", c.must_be_json, 200, c.content, c.body);
    CHECK(reply.status == (c.is_sent ? 200 : 500));
    if (c.is_sent) CHECK(static_cast<uint32_t>(reply.content) == c.content);
  }
}
