// What the glue makes of plugin and stage classes.
#include <string>

#include "odd_plugin.h"
#include "spark/testing/rig.h"
#include "support/catch.h"

using namespace spark::testing;

namespace {

struct Fixture {
  FakeHost host;
  PluginRig plugin{host, odd_entry()};

  StageRig echo(const std::vector<std::string>& absent = {"in.any"}) {
    return plugin.stage(
        "echo", [](Settings& with) { with.set("text", "in.text"); }, absent);
  }
};

}  // namespace

TEST_CASE("the entry says what the class declares") {
  const spark_entry_v1& entry = odd_entry();
  CHECK(std::string(entry.id) == "odd");
  CHECK(std::string(entry.version) == "1.2.3");
  REQUIRE(entry.stage_type_count == 3);
  CHECK(std::string(entry.stage_types[0]->name) == "echo");
  REQUIRE(entry.stage_types[0]->param_count == 2);
  CHECK(entry.stage_types[0]->params[0]->type == SPARK_PARAM_SLOT_STRING);
  CHECK(entry.stage_types[0]->params[0]->flags == SPARK_PARAM_REQUIRED);
  CHECK(entry.stage_types[0]->params[1]->flags == 0);
  CHECK(entry.stage_types[1]->param_count == 0);
  CHECK(entry.param_count == 1);
  CHECK(entry.model_param_count == 1);
  CHECK(entry.has_models == 1);
}

TEST_CASE_METHOD(Fixture, "values of every type go through a stage") {
  StageRig stage = echo();
  stage.set("in.text", "words").set("in.number", 0.0).set("in.yes", false);
  REQUIRE(stage.run() == SPARK_OK);
  CHECK(stage.text("text") == "words");
  CHECK(stage.f64("number") == 0.0);
  CHECK_FALSE(stage.boolean("yes"));
  REQUIRE(stage.numbers("pair").size() == 2);
  CHECK(stage.numbers("pair")[0] == 1.5);
}

TEST_CASE_METHOD(Fixture, "null is not zero, false or an empty text") {
  StageRig stage = echo();
  stage.set("in.number", 1.0);
  REQUIRE(stage.run() == SPARK_OK);
  CHECK(stage.null("text"));
  CHECK(stage.null("yes"));
  stage.set("in.text", "").set("in.yes", false);
  REQUIRE(stage.run() == SPARK_OK);
  CHECK(stage.text("text").empty());
  CHECK_FALSE(stage.null("yes"));
}

TEST_CASE_METHOD(Fixture, "a value of another type is not read as one's own") {
  StageRig stage = echo();
  stage.set("in.number", 1.0).set("in.yes", int64_t{1});
  REQUIRE(stage.run() == SPARK_OK);
  CHECK(stage.null("yes"));
}

TEST_CASE_METHOD(Fixture, "an optional input may be absent, null, or of any type") {
  {
    StageRig absent = echo();
    absent.set("in.number", 1.0).run();
    CHECK(absent.i64("any_type") == -1);
  }
  StageRig stage = echo({});
  stage.set("in.number", 1.0).run();
  CHECK(stage.i64("any_type") == -1);
  stage.set("in.any", "text").run();
  CHECK(stage.i64("any_type") == SPARK_STRING);
  stage.set("in.any", true).run();
  CHECK(stage.i64("any_type") == SPARK_BOOL);
}

TEST_CASE_METHOD(Fixture, "a required input that is not bound is refused") {
  CHECK_THROWS_WITH(echo({"in.number"}), "input in.number is not bound");
}

TEST_CASE_METHOD(Fixture, "a failed row carries its code") {
  StageRig stage = echo();
  CHECK(stage.run() == SPARK_E_NOT_READY);
}

TEST_CASE_METHOD(Fixture, "an output that does not fit the arena is null, and its row fails") {
  StageRig stage = echo();
  stage.set("in.text", "123456789").set("in.number", 1.0);
  stage.arena_bytes = 32;  // 16 for the text, 16 for the pair
  CHECK(stage.run() == SPARK_OK);
  stage.arena_bytes = 31;
  CHECK(stage.run() == SPARK_E_FAILED);
  CHECK(stage.text("text") == "123456789");
  CHECK(stage.null("pair"));
  stage.arena_bytes = 15;
  CHECK(stage.run() == SPARK_E_FAILED);
  CHECK(stage.null("text"));
}

TEST_CASE_METHOD(Fixture, "what a stage throws is an error of the stage") {
  StageRig stage = echo();
  stage.set("in.text", "throw").set("in.number", 1.0);
  try {
    stage.run();
    FAIL("no error");
  } catch (const Refusal& refused) {
    CHECK(refused.code == SPARK_E_EXCEPTION);
    CHECK(std::string(refused.what()) == "thrown in run");
  }
  stage.set("in.text", "again");
  CHECK(stage.run() == SPARK_OK);
}

TEST_CASE_METHOD(Fixture, "each worker has memory of its own") {
  StageRig stage = echo();
  stage.set("in.number", 1.0);
  stage.run(0);
  stage.run(1);
  CHECK(stage.i64("runs") == 1001);
  stage.run(0);
  CHECK(stage.i64("runs") == 2);
}

TEST_CASE_METHOD(Fixture, "a worker without memory does not run") {
  StageRig stage = echo();
  stage.set("in.number", 1.0);
  CHECK_THROWS_WITH(stage.run(9), "no worker memory");
}

TEST_CASE_METHOD(Fixture, "a stage without worker memory runs") {
  StageRig stage = plugin.stage("plain");
  CHECK(stage.raw()->worker_create(stage.raw(), 0) == nullptr);
  CHECK(stage.run() == SPARK_OK);
}

TEST_CASE_METHOD(Fixture, "what cannot be made says why") {
  CHECK_THROWS_WITH(plugin.stage("refuses"), "setting 'undeclared' is not declared");
  CHECK_THROWS_WITH(plugin.stage("unknown"), "no stage type 'unknown'");
  CHECK_THROWS_WITH(plugin.stage("echo", [](Settings& with) { with.set("text", int64_t{1}); }),
                    "setting 'text' has another type");
  CHECK_THROWS_WITH(plugin.stage("echo"), "setting 'text' is not given");
  FakeHost other;
  CHECK_THROWS_WITH(PluginRig(other, odd_entry(), [](Settings& with) { with.set("fail", true); }),
                    "thrown in create");
}

TEST_CASE_METHOD(Fixture, "a route answers, and what it throws is answered by origin") {
  const auto answer = host.call("GET", "/x/odd/answer", "a\"b");
  CHECK(answer.status == 202);
  CHECK(answer.json == R"({"body":"a\"b","path":"/x/odd/answer"})");
  const auto invalid = host.call("GET", "/x/odd/fail", "invalid");
  CHECK(invalid.status == 400);
  CHECK(invalid.json == R"({"error":"bad \"body\""})");
  CHECK(host.call("GET", "/x/odd/fail", "not ready").status == 422);
  const auto ours = host.call("GET", "/x/odd/fail");
  CHECK(ours.status == 500);
  CHECK(ours.json == R"({"error":"our fault"})");
}
