// What a host comes back to: what it published last, whatever became of the files it was made of.
#include <csignal>

#include "end_to_end/artefacts.h"
#include "end_to_end/changes.h"
#include "support/catch.h"

using namespace spark::test;
namespace json = boost::json;
namespace fs = std::filesystem;

namespace {

// A configuration, libraries and artefacts that may be edited, and the state folder of the hosts
// that follow each other on them.
struct Place {
  TemporaryFolder folder;
  Configuration configuration;

  Place() { fs::copy(museum("stateful"), library()); }
  [[nodiscard]] fs::path state() const { return folder.path() / "state"; }
  [[nodiscard]] fs::path library() const { return folder.path() / "stateful.so"; }
  [[nodiscard]] std::vector<std::string> sets() const {
    return {"plugins.stateful.library=" + library().string()};
  }
  [[nodiscard]] Sparkd start() const { return Sparkd(sets(), configuration.file(), state()); }
};

json::value status_of(const Sparkd& host) {
  return host.json("admin", "GET", "/admin/v1/status");
}

std::string version_of_stateful(const Sparkd& host) {
  return text_of(host.json("admin", "GET", "/x/stateful/count").at("version"));
}

// All that is degraded, in one text.
std::string degraded(const Sparkd& host) {
  return json::serialize(status_of(host).at("degraded"));
}

bool has(const std::string& text, std::string_view part) {
  return text.find(part) != std::string::npos;
}

// The file of the object store that has `text` in it and the name `name`.
fs::path object_file(const fs::path& state, const std::string& name, const std::string& text) {
  for (const auto& object : fs::directory_iterator(state / "objects")) {
    const fs::path file = object.path() / name;
    if (fs::exists(file) && has(read_file(file), text)) return file;
  }
  throw std::runtime_error("no object has " + name + " with " + text);
}

void truncate(const fs::path& file) {
  fs::permissions(file, fs::perms::owner_write, fs::perm_options::add);
  fs::resize_file(file, 10);
}

void kill_hard(Sparkd& host) {
  host.signal(SIGKILL);
  REQUIRE(host.wait().signal == SIGKILL);
}

}  // namespace

TEST_CASE(
    "a host comes back with what was swapped in, however it ended and without the originals") {
  for (const int signal : {SIGTERM, SIGKILL}) {
    INFO("signal " << signal);
    const Place place;
    const fs::path upgraded = place.folder.path() / "upgraded.so";
    fs::copy(museum("stateful2"), upgraded);
    json::value overrides;
    {
      Sparkd host = place.start();
      const fs::path artefact = make_artefact(place.folder.path(), 1);
      swap_candidate(host, artefact);
      upgrade(host, "stateful", upgraded);
      fs::remove_all(artefact);
      fs::remove(upgraded);
      overrides = status_of(host).at("overrides");
      REQUIRE(overrides.as_array().size() == 2);
      CHECK(has(text_of(overrides.at(0).at("yaml")), "v1.8-b0"));
      CHECK(has(text_of(overrides.at(0).at("now")), "m-1"));
      host.signal(signal);
      const Ended ended = host.wait();
      CHECK(ended.signal == (signal == SIGKILL ? SIGKILL : 0));
      CHECK(ended.exit_code == (signal == SIGKILL ? -1 : 0));
    }
    const Sparkd again = place.start();
    CHECK(ask(again).version == "m-1");
    CHECK(ask(again).score == constant_score(1));
    CHECK(version_of_stateful(again) == "2.0.0");
    CHECK(status_of(again).at("overrides") == overrides);
    CHECK(degraded(again) == "[]");
    post_admin(again, "/admin/v1/models/candidate/rollback");
    post_admin(again, "/admin/v1/plugins/stateful/rollback");
    CHECK(ask(again).version == "v1.8-b0");
    CHECK(version_of_stateful(again) == "1.0.0");
    CHECK(status_of(again).at("overrides").as_array().empty());
  }
}

TEST_CASE("after a rollback and a restart, what was rolled back from can be had again") {
  const Place place;
  {
    Sparkd host = place.start();
    const fs::path artefact = make_artefact(place.folder.path(), 1);
    swap_candidate(host, artefact);
    fs::remove_all(artefact);
    post_admin(host, "/admin/v1/models/candidate/rollback");
    kill_hard(host);
  }
  const Sparkd again = place.start();
  CHECK(ask(again).version == "v1.8-b0");
  post_admin(again, "/admin/v1/models/candidate/rollback");
  CHECK(ask(again).version == "m-1");
}

TEST_CASE("a restart drops the override whose replaced value was edited, and keeps the others") {
  const Place place;
  {
    Sparkd host = place.start();
    swap_candidate(host, make_artefact(place.folder.path(), 2));
    upgrade(host, "stateful", museum("stateful2"));
    kill_hard(host);
  }
  fs::copy(make_artefact(place.folder.path(), 4), place.configuration.models() / "m-4");
  place.configuration.replace("models/v1.8-b0", "models/m-4");
  const Sparkd again = place.start();
  CHECK(ask(again).version == "m-4");
  CHECK(version_of_stateful(again) == "2.0.0");
  const auto overrides = status_of(again).at("overrides").as_array();
  REQUIRE(overrides.size() == 1);
  CHECK(overrides[0].at("what").as_string() == "plugins.stateful");
  CHECK(degraded(again) == "[]");
}

TEST_CASE("where an override's object is damaged, the configuration's own definition serves") {
  for (const bool is_library : {false, true}) {
    INFO("library: " << is_library);
    const Place place;
    {
      Sparkd host = place.start();
      swap_candidate(host, make_artefact(place.folder.path(), 3));
      const auto upgraded = upgrade(host, "stateful", museum("stateful2"));
      const auto sha256 = text_of(change_of(upgraded, "plugin", "stateful")->at("to").at("sha256"));
      kill_hard(host);
      truncate(is_library ? place.state() / "objects" / sha256 / "plugin.so"
                          : object_file(place.state(), "model.json", "m-3"));
    }
    const Sparkd again = place.start();
    CHECK(ask(again).version == "v1.8-b0");
    CHECK(version_of_stateful(again) == "1.0.0");
    INFO(degraded(again));
    CHECK(has(degraded(again), "what was swapped in before the restart cannot be used"));
    CHECK(has(degraded(again), is_library ? "plugins.stateful" : "models.candidate"));
    CHECK(status_of(again).at("overrides").as_array().empty());
  }
}

TEST_CASE("where a file that the configuration names is damaged, its last published copy serves") {
  const Place place;
  {
    Sparkd host = place.start();
    kill_hard(host);
  }
  SECTION("an artefact") {
    truncate(place.configuration.models() / "v1.8-b0/model.json");
  }
  SECTION("a library") {
    truncate(place.library());
  }
  SECTION("an artefact that is gone") {
    fs::remove_all(place.configuration.models() / "v1.8-b0");
  }
  for (int start = 0; start < 2; ++start) {
    Sparkd again = place.start();
    CHECK(ask(again).version == "v1.8-b0");
    CHECK(version_of_stateful(again) == "1.0.0");
    INFO(degraded(again));
    CHECK(has(degraded(again), "their last published copies are"));
    kill_hard(again);
  }
}

TEST_CASE("a damaged override beside a damaged original does not prevent the start") {
  const Place place;
  {
    Sparkd host = place.start();
    swap_candidate(host, make_artefact(place.folder.path(), 3));
    kill_hard(host);
  }
  truncate(object_file(place.state(), "model.json", "m-3"));
  truncate(place.library());
  const Sparkd again = place.start();
  CHECK(ask(again).version == "v1.8-b0");
  CHECK(version_of_stateful(again) == "1.0.0");
  INFO(degraded(again));
  CHECK(has(degraded(again), "what was swapped in before the restart cannot be used"));
}

TEST_CASE("a model that was unloaded stays so after a restart, until it is asked for") {
  const Place place;
  place.configuration.replace("  candidate:  {plugin",
                              "  spare: {plugin: ml-model, artefact: models/v1.8-b0}\n"
                              "  candidate:  {plugin");
  const auto is_there = [](const Sparkd& host) {
    const auto models = host.json("admin", "GET", "/admin/v1/models");
    return has(json::serialize(models), "\"spare\"");
  };
  {
    const Sparkd host = place.start();
    CHECK(is_there(host));
    post_admin(host, "/v2/repository/models/spare/unload", 200,
               R"({"parameters":{"confirm":true}})");
    CHECK_FALSE(is_there(host));
  }
  for (const int signal : {SIGKILL, SIGTERM}) {
    Sparkd again = place.start();
    CHECK_FALSE(is_there(again));
    CHECK(degraded(again) == "[]");
    again.signal(signal);
    again.wait();
  }
  {
    const Sparkd again = place.start();
    post_admin(again, "/v2/repository/models/spare/load", 200,
               R"({"parameters":{"confirm":true}})");
    CHECK(is_there(again));
    post_admin(again, "/v2/repository/models/spare/unload", 200,
               R"({"parameters":{"confirm":true}})");
  }
  place.configuration.replace("production: {predict: production}",
                              "spare: {predict: spare}\n      production: {predict: production}");
  const Sparkd asked = place.start();
  CHECK(is_there(asked));
  INFO(degraded(asked));
  CHECK(has(degraded(asked), "models that were unloaded before the restart are loaded"));
}

TEST_CASE("a state folder serves one host at a time") {
  const Place place;
  const Sparkd host = place.start();
  const Ended second = run(sparkd_command(place.sets(), place.configuration.file(), place.state()));
  CHECK(second.exit_code == 1);
  INFO(second.output);
  CHECK(has(second.output, "is in use: another process holds the lock"));
  CHECK(ask(host).version == "v1.8-b0");
}

TEST_CASE("answers of pipelines confirm a generation, while polls, metrics and refusals do not") {
  const Place place;
  place.configuration.replace("confirm: {after: 60s, answers: 100}",
                              "confirm: {after: 1ms, answers: 5}");
  const Sparkd host = place.start();
  for (int i = 0; i < 20; ++i) {
    (void)host.text("executor", "/metrics");
    (void)host.text("ml-engine", "/ml/health");
    (void)host.text("executor", "/nowhere");
    host.json("ml-engine", "POST", "/ml/predict", "{}", 400);
    (void)status_of(host);
  }
  for (int i = 0; i < 4; ++i) ask(host);
  // Longer than the host takes between two looks, by what it does in that time.
  while (status_of(host).at("uptime_s").to_number<int64_t>() < 1) {
  }
  CHECK_FALSE(status_of(host).at("generation_confirmed").as_bool());
  ask(host);
  CHECK(host.prints("generation 1 is confirmed"));
}
