// An exchange of plugin objects as a host does it, with plugins of the museum.
#include <functional>
#include <map>

#include "host.h"
#include "plugin/plugin_object.h"
#include "services/call_route.h"
#include "support/catch.h"

using namespace spark;
using namespace spark::services;
using Catch::Matchers::ContainsSubstring;

namespace {

// A plugin object of the museum, with one stage of it.
struct Subject {
  Subject(TestHost& host, const std::string& library)
      : object(host.object({"stateful", "stateful", {}, {}})) {
    const auto opened =
        plugin::Library::open(SPARK_BUILD_DIR "/lib/spark/museum/" + library + ".so");
    INFO((opened ? std::string() : opened.error().text));
    REQUIRE(opened.has_value());
    auto made = plugin::PluginObject::create(*opened, "stateful",
                                             {{"listener", {std::string("admin")}}}, object);
    INFO((made ? std::string() : made.error().text));
    REQUIRE(made.has_value());
    instance = *made;
    stage = std::move(*instance->create_stage("count", "s", {}));
    const uint32_t output = 0;
    REQUIRE(stage->bind({}, {&output, 1}).has_value());
    scratch = stage->worker_create(0);
  }
  ~Subject() { stage->worker_destroy(scratch); }

  void rows(int count) {
    for (int i = 0; i < count; ++i) {
      frame::Frame* frame = buffer.reset(0);
      REQUIRE(stage->run(scratch, &frame, 1, failure) == frame::ok);
    }
  }

  std::string call(const std::string& method, const std::string& path,
                   const std::string& query = "") {
    for (const Route& route : object->routes().all()) {
      if (route.method != method || route.path != path) continue;
      std::string answer;
      RouteCall call;
      call.send = [&](RouteReply reply) { answer = std::move(reply.body); };
      services::call(route, {method, path, query, ""}, std::make_shared<RouteCall>(call));
      return answer;
    }
    return "no such route";
  }
  std::string count() { return call("GET", "/x/stateful/count"); }

  std::shared_ptr<PluginHost> object;
  std::shared_ptr<plugin::PluginObject> instance;
  std::unique_ptr<frame::Stage> stage;
  void* scratch = nullptr;
  frame::FrameBuffer buffer{1};
  frame::Failure failure;
};

// As the host exchanges `from` for `to`; `meanwhile` is what happens after the first save.
void exchange(Subject& from, Subject& to, const std::function<void()>& meanwhile = {}) {
  from.object->act();
  from.object->rest();
  REQUIRE(from.instance->state_schema() == to.instance->state_schema());
  const std::string before = *from.instance->save_state();
  REQUIRE(to.instance->load_state(before).has_value());
  to.object->act();
  if (meanwhile) meanwhile();
  const std::string after = *from.instance->save_state();
  REQUIRE(to.instance->merge_state(before, after).has_value());
  from.object->retire();
}

}  // namespace

TEST_CASE("an exchange loses no row and counts none twice, there and back") {
  TestHost host;
  Subject one(host, "stateful");
  Subject two(host, "stateful2");
  one.rows(3);
  exchange(one, two, [&] {
    one.rows(2);  // by workers that have not changed over yet
    two.rows(4);
  });
  CHECK(two.count() == R"({"version":"2.0.0","rows":9,"pinned":null,"broken":false})");
  two.rows(1);
  exchange(two, one, [&] {
    two.rows(5);
    one.rows(1);
  });
  CHECK(one.count() == R"({"version":"1.0.0","rows":16,"pinned":null,"broken":false})");
}

TEST_CASE("plugins that do not understand each other's state can be told apart") {
  TestHost host;
  Subject one(host, "stateful");
  Subject three(host, "stateful3");
  CHECK(one.instance->state_schema() == "stateful.rows/1");
  CHECK(three.instance->state_schema() == "stateful.rows/2");
}

TEST_CASE("state that is none is refused, and nothing has changed") {
  TestHost host;
  Subject one(host, "stateful");
  one.rows(3);
  const std::string good = *one.instance->save_state();
  for (const std::string& bad :
       {std::string(), good.substr(1), good + "x", std::string(64, '\xff')}) {
    const auto loaded = one.instance->load_state(bad);
    REQUIRE(loaded.has_error());
    CHECK_THAT(loaded.error().text, ContainsSubstring("plugin 'stateful': loading its state: "));
    CHECK(one.instance->merge_state(good, bad).has_error());
    CHECK(one.instance->merge_state(bad, good).has_error());
  }
  CHECK(one.count() == R"({"version":"1.0.0","rows":3,"pinned":null,"broken":false})");
}

TEST_CASE("a pin goes on across an exchange, and the successor is told when it is broken") {
  TestHost host;
  Subject one(host, "stateful");
  Subject two(host, "stateful2");
  CHECK(one.call("POST", "/x/stateful/pin", "model=candidate") ==
        R"({"version":"1.0.0","rows":0,"pinned":"candidate","broken":false})");
  exchange(one, two);
  REQUIRE(host.pins.list().size() == 1);
  CHECK(host.pins.find("candidate")->reason == "told to");

  CHECK(break_pins(host.pins, "candidate") == 1);
  CHECK(two.count() == R"({"version":"2.0.0","rows":0,"pinned":null,"broken":true})");
  two.call("POST", "/x/stateful/pin", "model=other");
  CHECK(two.call("POST", "/x/stateful/unpin") ==
        R"({"version":"2.0.0","rows":0,"pinned":null,"broken":false})");
  CHECK(host.pins.list().empty());
  CHECK_THAT(two.call("POST", "/x/stateful/pin"), ContainsSubstring("expected ?model=NAME"));
  CHECK_THAT(two.call("POST", "/x/stateful/pin", "model=a%20b"),
             ContainsSubstring("is not a name"));
}

TEST_CASE("a pin that is broken between two saves is broken for both") {
  TestHost host;
  Subject one(host, "stateful");
  Subject two(host, "stateful2");
  one.call("POST", "/x/stateful/pin", "model=candidate");
  exchange(one, two, [&] { CHECK(break_pins(host.pins, "candidate") == 2); });
  CHECK(two.count() == R"({"version":"2.0.0","rows":0,"pinned":null,"broken":true})");
  CHECK(host.pins.list().empty());
}

TEST_CASE("a plugin object that pins can be destroyed") {
  TestHost host;
  {
    Subject one(host, "stateful");
    one.object->act();
    one.call("POST", "/x/stateful/pin", "model=candidate");
    REQUIRE(host.pins.list().size() == 1);
  }
  CHECK(host.pins.list().empty());
}
