// A host that keeps crashing comes back to what was confirmed, and leaves out what it crashed with.
#include <sys/resource.h>

#include <csignal>
#include <thread>

#include "end_to_end/artefacts.h"
#include "end_to_end/changes.h"
#include "support/catch.h"

using namespace spark::test;
namespace json = boost::json;

namespace {

// A host whose pipeline runs the plugin `well`, which is confirmed after ten requests.
class Place {
 public:
  Place() {
    const rlimit no_cores{0, 0};
    ::setrlimit(RLIMIT_CORE, &no_cores);
    configuration.replace("confirm: {after: 60s, answers: 100}",
                          "confirm: {after: 1ms, answers: 10}");
    configuration.replace("  ml-model: {}\n",
                          "  ml-model: {}\n  well: {library: " + museum("well").string() + "}\n");
    configuration.replace("  executor-health:", pipeline());
  }

  [[nodiscard]] Sparkd start() const {
    return Sparkd({}, configuration.file(), folder_.path() / "state");
  }

  // As an operator would who does not know what it does.
  void edit() const {
    configuration.replace(museum("well").string(), museum("first_run_crashes").string());
  }

  // A generation with the good library, confirmed.
  void confirm() const {
    const Sparkd host = start();
    for (int i = 0; i < 10; ++i) host.json("executor", "POST", "/rows", "{}");
    for (int tries = 0; tries < 2'000; ++tries) {
      if (host.json("admin", "GET", "/admin/v1/status").at("generation_confirmed").as_bool())
        return;
      std::this_thread::sleep_for(std::chrono::milliseconds(5));
    }
    FAIL("generation 1 was not confirmed");
  }

  // Where pipelines may be put in, with the one that asks `well`.
  static std::string pipeline() {
    return "  rows: {route: POST executor /rows, stages: {rows: {plugin: well, required: true}}, "
           "answer: {ok: true}}\n\n  executor-health:";
  }
  Configuration configuration;

 private:
  TemporaryFolder folder_;
};

// The first request that reaches the crashing library ends the host.
void crash(Sparkd& host) {
  auto client = host.client("executor");
  const bool answered = client.call("POST", "/rows", "{}").has_value();
  CHECK_FALSE(answered);
  if (answered) host.signal(SIGKILL);  // rather than wait for an end that does not come
  CHECK(host.wait().signal == SIGSEGV);
}

void start_and_crash(const Place& place) {
  Sparkd host = place.start();
  crash(host);
}

std::string degraded(const Sparkd& host) {
  return json::serialize(host.json("admin", "GET", "/admin/v1/status").at("degraded"));
}

bool has(const std::string& text, std::string_view part) {
  return text.find(part) != std::string::npos;
}

bool rows_answer(const Sparkd& host) {
  return host.json("executor", "POST", "/rows", "{}").at("ok").as_bool();
}

// The digest of the one object that is in quarantine.
std::string the_quarantined(const Sparkd& host) {
  const auto all = host.json("admin", "GET", "/admin/v1/quarantine").at("quarantined").as_array();
  REQUIRE(all.size() == 1);
  CHECK(all[0].at("what").as_string() == "plugins.well");
  CHECK(text_of(all[0].at("reason")) ==
        "the host started with it 2 times and ended each time before it was confirmed");
  return text_of(all[0].at("sha256"));
}

Ended ctl(const Sparkd& host, const std::vector<std::string>& words) {
  std::vector<std::string> command = {binary("sparkctl").string(), "--admin", host.url("admin"),
                                      "--token-file", (host.state_dir() / "admin.token").string()};
  command.insert(command.end(), words.begin(), words.end());
  return run(command);
}

constexpr std::string_view fallen_back = "running what was confirmed last";

}  // namespace

TEST_CASE("an upgrade that crashes the host is undone at the third start and quarantined") {
  const Place place;
  place.confirm();
  const auto bad = museum("first_run_crashes");
  std::string sha256;
  {
    Sparkd host = place.start();
    const auto answer = upgrade(host, "well", bad);
    sha256 = text_of(change_of(answer, "plugin", "well")->at("to").at("sha256"));
    crash(host);
  }
  start_and_crash(place);
  start_and_crash(place);

  const Sparkd host = place.start();
  CHECK(rows_answer(host));
  INFO(degraded(host));
  CHECK(has(degraded(host), fallen_back));
  CHECK(has(degraded(host), "the host kept crashing"));
  CHECK(the_quarantined(host) == sha256);
  CHECK(host.json("admin", "GET", "/admin/v1/status").at("overrides").as_array().empty());
  const auto refused = upgrade(host, "well", bad, 422);
  CHECK(has(text_of(refused.at("error")), "object " + sha256 + " is in quarantine"));
  // Recorded behind the start, so both of what that did are in the chain by now.
  const Ended recorded = run({binary("sparkctl").string(), "evidence", "list", "--json", "--last",
                              "50", "--state-dir", host.state_dir().string()});
  bool is_recorded = false;
  const json::value chain = json::parse(recorded.output);
  for (const auto& record : chain.at("records").as_array()) {
    is_recorded = is_recorded || (record.at("action").as_string() == "quarantine" &&
                                  record.at("object").as_string() == "plugins.well" &&
                                  text_of(record.at("digests").at(0).at("sha256")) == sha256);
  }
  CHECK(is_recorded);
  CHECK(has(json::serialize(chain), fallen_back));
  CHECK(rows_answer(host));

  const Ended listed = ctl(host, {"plugins", "quarantine", "list"});
  INFO(listed.output);
  CHECK(listed.exit_code == 0);
  CHECK(has(listed.output, "plugins.well"));
  CHECK(has(listed.output, sha256.substr(0, 8)));
  CHECK(ctl(host, {"plugins", "quarantine", "clear", sha256, "--confirm"}).exit_code == 0);
  CHECK(has(ctl(host, {"plugins", "quarantine", "list"}).output, "Nothing is in quarantine"));
  upgrade(host, "well", bad);
}

TEST_CASE("an upgraded host that crashed less often goes on with what it was upgraded to") {
  const Place place;
  place.confirm();
  {
    Sparkd host = place.start();
    upgrade(host, "well", museum("first_run_crashes"));
    crash(host);
  }
  start_and_crash(place);
  const Sparkd host = place.start();
  CHECK(degraded(host) == "[]");
  CHECK(host.json("admin", "GET", "/admin/v1/status").at("overrides").as_array().size() == 1);
}

TEST_CASE("an edited configuration that crashes the host is not started with until it is edited") {
  const Place place;
  place.confirm();
  place.edit();
  start_and_crash(place);
  start_and_crash(place);
  for (int start = 0; start < 3; ++start) {
    INFO("start " << start);
    const Sparkd host = place.start();
    CHECK(rows_answer(host));
    CHECK(has(degraded(host), fallen_back));
    the_quarantined(host);
    const auto refused = post_admin(host, "/admin/v1/reload", 422);
    CHECK(has(text_of(refused.at("error")), "is in quarantine"));
  }
  // Another edit, with which the same library would run again.
  place.configuration.replace("  executor-health:", "  # edited\n  executor-health:");
  {
    const Sparkd host = place.start();
    CHECK(rows_answer(host));
    CHECK(has(degraded(host), "that is in quarantine"));
  }
  place.configuration.replace(museum("first_run_crashes").string(), museum("well").string());
  const Sparkd host = place.start();
  CHECK(rows_answer(host));
  CHECK(degraded(host) == "[]");
}

TEST_CASE("what is cleared from quarantine is started with again") {
  const Place place;
  place.confirm();
  place.edit();
  start_and_crash(place);
  start_and_crash(place);
  {
    const Sparkd host = place.start();
    const std::string sha256 = the_quarantined(host);
    CHECK(ctl(host, {"plugins", "quarantine", "clear", sha256, "--confirm"}).exit_code == 0);
  }
  start_and_crash(place);
}

TEST_CASE("a reload that crashes the host is undone as well") {
  const Place place;
  place.confirm();
  {
    Sparkd host = place.start();
    place.edit();
    post_admin(host, "/admin/v1/reload");
    crash(host);
  }
  start_and_crash(place);
  start_and_crash(place);
  const Sparkd host = place.start();
  CHECK(rows_answer(host));
  CHECK(has(degraded(host), fallen_back));
  the_quarantined(host);
}

TEST_CASE("an edit that crashes the host without anything new in it is undone, too") {
  const Place place;
  place.configuration.replace(Place::pipeline(), "  executor-health:");
  place.edit();
  {
    // Loaded and confirmed, for nothing asks it.
    const Sparkd host = place.start();
    for (int i = 0; i < 10; ++i) ask(host);
    REQUIRE(host.prints("generation 1 is confirmed"));
  }
  place.configuration.replace("  executor-health:", Place::pipeline());
  start_and_crash(place);
  start_and_crash(place);
  for (int start = 0; start < 2; ++start) {
    const Sparkd host = place.start();
    CHECK(ask(host).version == "v1.8-b0");
    CHECK(has(degraded(host), fallen_back));
    CHECK(host.json("admin", "GET", "/admin/v1/quarantine").at("quarantined").as_array().empty());
  }
}

TEST_CASE("an orderly end does not count as a crash") {
  const Place place;
  place.confirm();
  place.edit();
  for (int start = 0; start < 4; ++start) {
    Sparkd host = place.start();
    CHECK(degraded(host) == "[]");
    host.signal(SIGTERM);
    CHECK(host.wait().exit_code == 0);
  }
  start_and_crash(place);
  start_and_crash(place);
  CHECK(has(degraded(place.start()), fallen_back));
}
