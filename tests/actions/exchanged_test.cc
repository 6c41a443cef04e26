// Calls of plugins' routes that waited while the plugin objects were exchanged.
#include "action_rig.h"
#include "support/catch.h"

using namespace spark;
using namespace spark::test;
using Catch::Matchers::ContainsSubstring;
using services::RouteAccess;

TEST_CASE("a queued call is answered by the live generation's plugin object, or by none") {
  struct Asked {
    const char* name;
    RouteAccess access;
    const char* body;
  };
  const Asked cases[] = {{"open", RouteAccess::open, ""},
                         {"safe", RouteAccess::safe, ""},
                         {"risky", RouteAccess::admin, confirmed}};
  for (const Asked& c : cases) {
    for (const bool there_is_one : {true, false}) {
      INFO(c.name << " " << there_is_one);
      ActionRig resting;
      ActionRig acting;
      resting.rooms.live_route = [&](const services::Route& route) {
        return there_is_one ? acting.route(route.access) : nullptr;
      };
      Asking asking(c.body);
      if (c.access == RouteAccess::safe) {
        resting.ask_safe(asking);
      } else {
        asking.stamp_ = resting.flags.epoch();
        actions::serve_route(resting.route(c.access), resting.rooms, asking);
      }
      resting.run_all();
      CHECK(resting.calls == 0);
      CHECK(acting.calls == (there_is_one ? 1 : 0));
      REQUIRE(asking.answer());
      const bool moved = c.access == RouteAccess::safe;  // by the worker, whoever answers
      CHECK(asking.answer()->code == (there_is_one || moved ? 200 : 503));
      CHECK((resting.value() == 0) == moved);
      if (!there_is_one)
        CHECK_THAT(asking.answer()->body, ContainsSubstring("was exchanged while the request"));
    }
  }
}
