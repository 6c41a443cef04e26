// Risky verbs whose handlers commit before their effects, and answer later.
#include "action_rig.h"
#include "support/catch.h"

using namespace spark;
using namespace spark::test;
using Catch::Matchers::ContainsSubstring;

namespace {

// A risky verb whose handler keeps its reply.
struct Kept {
  ActionRig rig;
  Asking asking{confirmed, {true, true}};
  std::shared_ptr<services::KeptReplies> replies = std::make_shared<services::KeptReplies>();
  uint64_t number = 0;

  Kept() {
    auto route = std::make_shared<services::Route>(*rig.route(services::RouteAccess::admin));
    route->replies = replies;
    route->context = this;
    route->handle = [](void* self, const spark_http_request*, spark_http_reply* reply) {
      static_cast<Kept*>(self)->number = reply->keep(reply);
    };
    asking.stamp_ = rig.flags.epoch();
    actions::serve_route(route, rig.rooms, asking);
    rig.run_all();
    REQUIRE(number != 0);
    REQUIRE_FALSE(asking.answer());
  }
  services::Commit::Why commit() const { return replies->find(number)->commit(false).why; }
  void send(uint32_t status = 200) {
    replies->take(number)->send({status, services::Content::json, R"({"done":true})"});
    rig.run_all();
  }
};

using Why = services::Commit::Why;

}  // namespace

TEST_CASE("an answer that comes later is recorded and sent when it comes") {
  Kept kept;
  CHECK(kept.rig.recorded() == std::vector<std::string>{"/verb asked"});
  CHECK(kept.commit() == Why::done);
  kept.send();
  CHECK(kept.asking.answer()->code == 200);
  CHECK(kept.rig.recorded() == std::vector<std::string>{"/verb asked", "/verb 200"});
}

TEST_CASE("a client that waited too long before the commit knows that nothing was changed") {
  Kept kept;
  kept.asking.give_up();
  CHECK(kept.asking.answer()->code == 503);
  CHECK(kept.commit() == Why::cancelled);
  kept.send(500);
  CHECK(kept.rig.recorded() == std::vector<std::string>{"/verb asked", "/verb dropped"});
}

TEST_CASE("a client that waited too long after the commit is told the action's number") {
  Kept kept;
  CHECK(kept.commit() == Why::done);
  kept.asking.give_up();
  CHECK(kept.asking.answer()->code == 202);
  CHECK_THAT(kept.asking.answer()->body, ContainsSubstring(R"("action":1)"));
  kept.send();
  CHECK(kept.rig.recorded() == std::vector<std::string>{"/verb asked", "/verb 200"});
  CHECK(kept.rig.records.back().object == "order 1");
}

TEST_CASE("a safe action before the commit supersedes it, and the client is told by what") {
  Kept kept;
  kept.rig.flags.note_safe("/halt", true);
  CHECK(kept.commit() == Why::superseded);
  kept.send();
  CHECK(kept.asking.answer()->code == 409);
  CHECK_THAT(kept.asking.answer()->body, ContainsSubstring("superseded by /halt at 2"));
  CHECK(kept.rig.recorded().back() == "/verb superseded");
}

TEST_CASE("what goes back is not superseded, but its client may have been told 503") {
  Kept kept;
  kept.rig.flags.note_safe("/halt", true);
  CHECK(kept.replies->find(kept.number)->commit(true).why == Why::done);
  kept.send();
  CHECK(kept.asking.answer()->code == 200);
  Kept late;
  late.asking.give_up();
  CHECK(late.replies->find(late.number)->commit(true).why == Why::cancelled);
}

TEST_CASE("after a safe action an effect more is refused, and the plugin says how far it came") {
  Kept kept;
  CHECK(kept.commit() == Why::done);
  kept.rig.flags.note_safe("/halt", true);
  CHECK(kept.commit() == Why::superseded);
  kept.send(409);
  CHECK(kept.asking.answer()->body == R"({"done":true})");
  CHECK(kept.rig.recorded().back() == "/verb 409");
}

TEST_CASE("a plugin object that rests with an open reply: 503 means that nothing was changed") {
  for (const bool committed : {false, true}) {
    Kept kept;
    if (committed) CHECK(kept.commit() == Why::done);
    kept.replies->close();
    kept.rig.run_all();
    CHECK(kept.asking.answer()->code == (committed ? 202 : 503));
    CHECK(kept.rig.recorded().back() == (committed ? "/verb unanswered" : "/verb dropped"));
  }
}

TEST_CASE("a safe verb may be answered later, too") {
  ActionRig rig;
  auto route = std::make_shared<services::Route>(*rig.route(services::RouteAccess::safe));
  route->replies = std::make_shared<services::KeptReplies>();
  uint64_t number = 0;
  route->context = &number;
  route->handle = [](void* self, const spark_http_request* request, spark_http_reply* reply) {
    CHECK(request->caller == SPARK_CALLER_LOOPBACK);
    *static_cast<uint64_t*>(self) = reply->keep(reply);
  };
  Asking asking;
  actions::begin_safe_route(route, rig.rooms, asking.peer())(asking);
  rig.run_all();
  CHECK(rig.value() == 0);
  CHECK_FALSE(asking.answer());
  route->replies->take(number)->send({200, services::Content::json, R"({"later":true})"});
  rig.run_all();
  CHECK_THAT(asking.answer()->body, ContainsSubstring(R"({"later":true,"effective_ms":)"));
}
