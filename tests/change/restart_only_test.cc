// What a reload leaves as it is, and says so.
#include "change/restart_only.h"

#include "support/catch.h"

using namespace spark;
using namespace spark::change;

namespace {

config::Config read(const std::string& text) {
  config::Errors errors;
  config::Config config = config::parse(text, "spark.yaml", "/etc/spark", {}, {}, errors);
  INFO(errors.render());
  REQUIRE(errors.empty());
  return config;
}

const std::string running = "listeners: {web: {port: 1}}\n";

}  // namespace

TEST_CASE("what waits for a restart is named and stays as it is") {
  struct Case {
    std::string text;
    std::vector<std::string> waiting;
  };
  const Case cases[] = {
      {running, {}},
      {running + "plugins: {p: {}}\n", {}},
      {"listeners: {web: {port: 2}}\n", {"listeners"}},
      {"listeners: {web: {port: 1, address: 127.0.0.2}}\n", {"listeners"}},
      {"listeners: {web: {port: 1, cors: [https://a.example]}}\n", {"listeners"}},
      {"listeners: {web: {port: 1, forwarded: ignore}}\n", {"listeners"}},
      {"listeners: {web: {port: 1}, more: {port: 3}}\n", {"listeners"}},
      {"listeners: {other: {port: 1}}\n", {"listeners"}},
      {running + "workers: 3\nlog: {level: debug}\nstate_dir: /elsewhere\n",
       {"workers", "state_dir", "log.level"}},
      {running + "rows_archive: /rows\nretention: {profile: five-years}\n",
       {"rows_archive", "retention"}},
      {running + "workers: 1\nclock: {event: input.ts}\n"
                 "pipelines: {p: {route: POST web /p, input: {ts: int}, answer: {a: 1}}}\n",
       {"workers", "clock"}},
  };
  const config::Config now = read(running);
  for (const Case& each : cases) {
    INFO(each.text);
    config::Config next = read(each.text);
    CHECK(keep_restart_only(next, now) == each.waiting);
    CHECK(keep_restart_only(next, now).empty());
    CHECK(next.listeners.size() == 1);
    CHECK(next.listeners[0].port == 1);
  }
}

TEST_CASE("a pipeline on a listener that waits for a restart is refused with its place") {
  config::Config next = read(
      "listeners: {web: {port: 1}, more: {port: 3}}\n"
      "inference: {listener: more}\n"
      "pipelines:\n"
      "  here: {route: GET web /here, answer: {ok: true}}\n"
      "  there: {route: GET more /there, answer: {ok: true}}\n");
  config::Errors none;
  check_listeners(next, none);
  CHECK(none.empty());
  (void)keep_restart_only(next, read(running));
  config::Errors errors;
  check_listeners(next, errors);
  REQUIRE(errors.size() == 2);
  CHECK(errors.all()[0].path == "pipelines.there.route");
  CHECK(errors.all()[0].place.line == 5);
  CHECK(errors.all()[1].path == "inference.listener");
}
