// The glue of what acts on the host, with the specimen that swaps, pins, leases and answers later.
#include <string>

#include "spark/testing/rig.h"
#include "support/catch.h"

using namespace spark::testing;
using Catch::Matchers::ContainsSubstring;

namespace {

struct Fixture {
  FakeHost host;
  PluginRig plugin{host, load_entry(SPARK_MUSEUM_DIR "/swapping.so")};

  Fixture() { host.live_models["m"] = {{.version = "v2", .sha256 = "d2"}, {.version = "v1"}}; }

  FakeHost::Reply post(const std::string& path) { return host.call("POST", path); }
  [[nodiscard]] FakeHost::Reply kept() const { return host.kept.begin()->second; }
};

}  // namespace

TEST_CASE_METHOD(Fixture, "a handler keeps its reply, and sends it when the swap has ended") {
  CHECK(post("/x/swapping/ask?model=m&like=n&expect=d2&back").status == 0);
  REQUIRE(host.swaps.size() == 1);
  const auto& swap = host.swaps[0];
  CHECK(swap.definitions.at("m") == R"({"like":"n"})");
  CHECK(swap.expect.at("m") == "d2");
  CHECK(swap.is_way_back);
  CHECK(swap.reason == "told to");
  CHECK(swap.reply == host.kept.begin()->first);
  CHECK(kept().status == 0);
  host.end_swaps(SPARK_E_CONFLICT, "not as expected");
  CHECK(kept().status == 409);
  CHECK(kept().json == R"({"code":10,"text":"not as expected"})");
}

TEST_CASE_METHOD(Fixture, "what the host refuses is thrown, and a second handler is told at once") {
  host.may_swap = SPARK_E_SUPERSEDED;
  post("/x/swapping/ask?model=m&like=n");
  CHECK(kept().status == 409);
  host.may_swap = SPARK_OK;
  host.kept.clear();
  post("/x/swapping/ask?model=m&like=n");
  post("/x/swapping/ask?model=m&like=n");
  CHECK(host.kept.at(1).status == 0);
  CHECK(host.kept.at(2).status == 503);
}

TEST_CASE_METHOD(Fixture, "a pin's holder answers at once or later, and hears who has passed") {
  CHECK(post("/x/swapping/hold?model=m&lets=canary").status == 200);
  REQUIRE(host.pins.size() == 1);
  CHECK(host.pins.at(1).model == "m");
  CHECK(host.pins.at(1).lets_pass == std::vector<std::string>{"canary"});
  host.pass_pin(1, "canary");
  CHECK_THAT(host.call("GET", "/x/swapping/told").json, ContainsSubstring("\"canary \""));
  CHECK(host.break_pin(1) == SPARK_PIN_GIVEN_UP);
  CHECK(post("/x/swapping/hold?model=m&slow").status == 200);
  CHECK(host.break_pin(2) == SPARK_PIN_LATER);
}

TEST_CASE_METHOD(Fixture, "a live model is described with its history, and leased until let go") {
  const std::string told = host.call("GET", "/x/swapping/model?name=m").json;
  CHECK_THAT(told, ContainsSubstring(R"("version":"v2","sha256":"d2")"));
  CHECK_THAT(told, ContainsSubstring(R"("history":"v2 v1 ")"));
  CHECK(host.call("GET", "/x/swapping/model?name=other").status == 404);
  CHECK(post("/x/swapping/hold?model=m&lease").status == 200);
  CHECK(host.leases.size() == 1);
  CHECK(post("/x/swapping/hold?model=m&lease").status == 200);
  CHECK(host.leases.size() == 1);  // the one before ended
  host.acts = false;
  CHECK(post("/x/swapping/hold?model=m&lease").status != 200);
}

TEST_CASE_METHOD(Fixture, "a page says that it is one") {
  const auto page = host.call("GET", "/x/swapping/page");
  CHECK(page.content == SPARK_CONTENT_HTML);
  CHECK(page.json == "<p>A page</p>");
}
