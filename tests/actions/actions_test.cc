// The order of operators' actions: safe ones take effect first, risky ones are recorded first.
#include "actions/actions.h"

#include "actions/action_rig.h"
#include "support/catch.h"

using namespace spark;
using namespace spark::actions;
using namespace spark::test;
using Catch::Matchers::ContainsSubstring;
using services::RouteAccess;

TEST_CASE("a safe verb takes effect at once although no thread but the worker moves") {
  ActionRig rig;
  Asking asking;
  rig.ask_safe(asking);
  CHECK(rig.value() == 0);
  CHECK_FALSE(asking.answer());
  rig.run_all();
  REQUIRE(asking.answer());
  CHECK(asking.answer()->code == 200);
  CHECK_THAT(asking.answer()->body, ContainsSubstring(R"({"done":true,"effective_ms":)"));
  CHECK_THAT(asking.answer()->body,
             ContainsSubstring(R"("recorded":true,"sequence":1,"repeat":false})"));
  CHECK(rig.recorded() == std::vector<std::string>{"/verb done"});
  CHECK(rig.records[0].actor == "loopback");
  CHECK(rig.records[0].object == "p.on");
}

TEST_CASE("a safe verb that cannot be recorded takes effect, says so, and is recorded later") {
  ActionRig rig;
  rig.disk_is_full = true;
  Asking asking;
  rig.ask_safe(asking);
  rig.run_all();
  CHECK_FALSE(asking.answer());
  while (!asking.answer()) REQUIRE(rig.control.step_delayed());
  CHECK_THAT(asking.answer()->body, ContainsSubstring(R"("recorded":false,"sequence":null)"));
  CHECK(asking.answer()->code == 200);
  CHECK(rig.value() == 0);
  CHECK(rig.recorder.has_failed());
  CHECK(rig.safe.degraded().size() == 1);

  rig.disk_is_full = false;
  do rig.run_all();
  while (rig.control.step_delayed());
  CHECK(rig.recorded() == std::vector<std::string>{"/verb done"});
  CHECK(rig.safe.degraded().empty());
}

TEST_CASE("a safe verb whose handler is late, or was never called, is answered 200") {
  {
    ActionRig rig;
    Asking asking;
    rig.ask_safe(asking);
    asking.give_up();
    CHECK(asking.answer()->code == 200);
    CHECK_THAT(asking.answer()->body, ContainsSubstring(R"("recorded":false)"));
    CHECK_THAT(asking.answer()->body, ContainsSubstring("its handler has not answered yet"));
  }
  ActionRig rig;
  rig.control.is_full = rig.writer.is_full = true;
  Asking asking;
  rig.ask_safe(asking);
  CHECK(asking.answer()->code == 200);
  CHECK_THAT(asking.answer()->body, ContainsSubstring("its handler was not called"));
  CHECK(rig.value() == 0);
  rig.control.is_full = rig.writer.is_full = false;
  Asking next;
  rig.ask_safe(next);  // takes along what could not be posted
  rig.run_all();
  CHECK(rig.recorded() == std::vector<std::string>{"/verb done"});
}

TEST_CASE("a handler that refuses a safe verb does not make its answer a failure") {
  ActionRig rig;
  auto route = std::make_shared<services::Route>(*rig.route(RouteAccess::safe));
  route->handle = [](void*, const spark_http_request*, spark_http_reply* reply) {
    reply->send(reply, 400, SPARK_CONTENT_JSON, R"({"error":"x"})", 13);
  };
  Asking asking;
  begin_safe_route(route, rig.rooms, asking.peer())(asking);
  rig.run_all();
  CHECK(asking.answer()->code == 200);
  CHECK_THAT(asking.answer()->body,
             ContainsSubstring(R"({"handler_status":400,"handler":{"error":"x"},)"));

  route->flag = nullptr;  // then it is the handler that acts, or not
  Asking other;
  begin_safe_route(route, rig.rooms, other.peer())(other);
  rig.run_all();
  CHECK(other.answer()->code == 400);
}

TEST_CASE("what is wrong with a safe request is a warning") {
  ActionRig rig;
  Asking asking;
  asking.complaint_ = "the body is too large";
  rig.ask_safe(asking);
  rig.run_all();
  CHECK_THAT(
      asking.answer()->body,
      ContainsSubstring(R"("warning":"it took effect all the same: the body is too large")"));
}

TEST_CASE("repeated safe calls are counted, not recorded, and cite the first one's record") {
  for (const bool for_all : {false, true}) {
    ActionRig rig;
    for (int i = 0; i < 100; ++i) {
      Asking asking;
      if (for_all) {
        begin_safe("/safe", rig.rooms, asking.peer())(asking);
      } else {
        rig.ask_safe(asking);
      }
      rig.run_all();
      CHECK_THAT(asking.answer()->body, ContainsSubstring(R"("sequence":1)"));
    }
    CHECK(rig.records.size() == 1);
    CHECK(rig.safe.moves() == 1);
    CHECK(rig.safe.repeats() == 99);
  }
}

TEST_CASE("a repeat that meets an unrecorded move waits for that move's record") {
  ActionRig rig;
  Asking first;
  Asking second;
  rig.ask_safe(first);
  rig.ask_safe(second);
  rig.control.run_all();
  CHECK_FALSE(second.answer());
  rig.run_all();
  CHECK_THAT(second.answer()->body,
             ContainsSubstring(R"("recorded":true,"sequence":1,"repeat":true)"));
}

TEST_CASE("a verb that moves no flag is recorded once a minute at most") {
  ActionRig rig;
  auto route = std::make_shared<services::Route>(*rig.route(RouteAccess::safe));
  route->flag = nullptr;
  for (int i = 0; i < 50; ++i) {
    Asking asking;
    begin_safe_route(route, rig.rooms, asking.peer())(asking);
    rig.run_all();
    CHECK(asking.answer()->code == 200);
  }
  CHECK(rig.calls == 50);
  CHECK(rig.records.size() == 1);
}

TEST_CASE("a risky action is refused without confirmation, and neither recorded nor applied") {
  for (const char* body : {"", "{}", R"({"confirm":false})", R"({"confirm":1})", "[true]", "{"}) {
    ActionRig rig;
    Asking asking(body);
    rig.ask_risky(asking);
    INFO(body);
    REQUIRE(asking.answer());
    CHECK(asking.answer()->code == 400);
    CHECK_THAT(asking.answer()->body, ContainsSubstring("confirm"));
    rig.run_all();
    CHECK(rig.calls == 0);
    CHECK(rig.records.empty());
  }
}

TEST_CASE("a risky action is recorded before it is applied") {
  ActionRig rig;
  Asking asking(confirmed);
  rig.ask_risky(asking);
  rig.writer.run_all();
  CHECK(rig.recorded() == std::vector<std::string>{"/verb asked"});
  CHECK(rig.calls == 0);
  rig.run_all();
  CHECK(asking.answer()->code == 200);
  CHECK(rig.calls == 1);
  CHECK(rig.recorded() == std::vector<std::string>{"/verb asked", "/verb 200"});
}

TEST_CASE("a risky action that cannot be recorded is not applied") {
  ActionRig rig;
  rig.disk_is_full = true;
  Asking asking(confirmed);
  rig.ask_risky(asking);
  rig.run_all();
  CHECK(asking.answer()->code == 503);
  CHECK(rig.calls == 0);
}

TEST_CASE("a risky action that waited while a safe one came is a conflict that names it") {
  for (const bool is_recorded : {false, true}) {
    ActionRig rig;
    Asking risky(confirmed);
    rig.ask_risky(risky);
    if (is_recorded) rig.writer.run_all();
    Asking safe;
    rig.ask_safe(safe);
    rig.run_all();
    CHECK(risky.answer()->code == 409);
    CHECK_THAT(risky.answer()->body, ContainsSubstring("superseded by /verb at 2"));
    CHECK(safe.answer()->code == 200);
    CHECK(rig.value() == 0);
    CHECK(rig.recorded().back() == "/verb superseded");
    Asking again(confirmed);
    rig.ask_risky(again);
    rig.run_all();
    CHECK(again.answer()->code == 200);
    CHECK(rig.value() == 1);
  }
}

TEST_CASE("a client that was told 503 knows that nothing was changed") {
  ActionRig rig;
  Asking asking(confirmed);
  rig.ask_risky(asking);
  rig.writer.run_all();
  asking.give_up();
  CHECK(asking.answer()->code == 503);
  CHECK_THAT(asking.answer()->body, ContainsSubstring("dropped: nothing was changed"));
  rig.run_all();
  CHECK(rig.calls == 0);
  CHECK(rig.recorded() == std::vector<std::string>{"/verb asked", "/verb dropped"});
}

TEST_CASE("one that was dropped before it was recorded leaves no trace") {
  ActionRig rig;
  Asking asking(confirmed);
  rig.ask_risky(asking);
  asking.give_up();
  rig.run_all();
  CHECK(rig.records.empty());
  CHECK(rig.calls == 0);
}

TEST_CASE("a client that gives up on what has begun is told its number") {
  ActionRig rig;
  const OrderPtr order = rig.orders.accept(rig.flags.epoch());
  CHECK_FALSE(rig.orders.begin(*order));
  http::BufferedResponse answer;
  answer.begin();
  Orders::late(order)(answer);
  CHECK(answer.code() == 202);
  CHECK_THAT(answer.body(), ContainsSubstring(R"("action":1)"));
}

TEST_CASE("a rollback is not superseded, but may be dropped") {
  ActionRig rig;
  const OrderPtr back = rig.orders.accept_rollback(rig.flags.epoch());
  const OrderPtr late = rig.orders.accept_rollback(rig.flags.epoch());
  rig.flags.note_safe("/safe", true);
  CHECK_FALSE(rig.orders.look(*back));
  CHECK_FALSE(rig.orders.begin(*back));
  CHECK(late->drop());
  CHECK(rig.orders.begin(*late)->status == 503);
}

TEST_CASE("a rollback that would do again what was undone is superseded like any other") {
  ActionRig rig;
  const OrderPtr again = rig.orders.accept_rollback(rig.flags.epoch());
  rig.flags.note_safe("/safe", true);
  again->heed_epoch();
  CHECK(rig.orders.begin(*again)->status == 409);
}

TEST_CASE("many orders that keyless calls superseded within a minute show") {
  ActionRig rig;
  const auto supersede = [&](bool keyless, size_t times) {
    for (size_t i = 0; i < times; ++i) {
      const OrderPtr order = rig.orders.accept(rig.flags.epoch());
      rig.flags.note_safe("/safe", keyless);
      REQUIRE(rig.orders.begin(*order)->status == 409);
    }
  };
  supersede(false, 10);
  CHECK(rig.orders.degraded().empty());
  supersede(true, superseded_per_minute_max);
  CHECK(rig.orders.degraded().empty());
  supersede(true, 1);
  CHECK(rig.orders.degraded().size() == 1);
}

TEST_CASE("denials are recorded, many of them as one with their number") {
  ActionRig rig;
  for (int i = 0; i < 100; ++i) rig.context.denied(401, "POST", "/admin/v1/swap", "");
  REQUIRE(rig.control.step_delayed());
  rig.run_all();
  REQUIRE(rig.records.size() == 1);
  CHECK(rig.records[0].object == "POST /admin/v1/swap");
  CHECK_THAT(rig.records[0].detail, ContainsSubstring("100 such refusals"));
  CHECK_FALSE(rig.control.step_delayed());
}
