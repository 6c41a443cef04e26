// Every step of a change fails in turn: what served goes on, and the answer says where it failed.
#include <algorithm>
#include <csignal>
#include <memory>

#include "end_to_end/artefacts.h"
#include "end_to_end/changes.h"
#include "end_to_end/full_disk.h"
#include "support/case_count.h"
#include "support/catch.h"

using namespace spark::test;
namespace json = boost::json;
namespace fs = std::filesystem;

namespace {

constexpr uint32_t answer_ms_max = 90'000;  // longer than a trial takes that hangs

bool has(const std::string& text, std::string_view part) {
  return text.find(part) != std::string::npos;
}

// What is asked, and how it is to fail.
struct Failing {
  std::string name;
  std::string path;
  std::string body;  // without its end and "confirm"
  std::string step;
  std::string says;
};

Failing upgrade_to(const fs::path& library, const std::string& step, const std::string& says) {
  return {library.filename().string(), "/admin/v1/plugins/well/upgrade",
          R"("library":")" + library.string() + "\"", step, says};
}

Failing swap_to(const std::string& members, const std::string& step, const std::string& says) {
  return {members, "/admin/v1/models/candidate/swap", members, step, says};
}

// The candidate made by one of the plugins of host_with_museum().
Failing made_by(const std::string& plugin, const std::string& step, const std::string& says) {
  return swap_to(R"("plugin":")" + plugin + "\"", step, says);
}

std::string artefact_member(const fs::path& artefact) {
  return R"("artefact":")" + artefact.string() + "\"";
}

std::vector<std::string> museum_plugins(const std::vector<std::string>& names) {
  std::vector<std::string> sets;
  for (const auto& name : names) {
    std::string plugin = name;
    std::replace(plugin.begin(), plugin.end(), '_', '-');
    sets.push_back("plugins." + plugin + ".library=" + museum(name).string());
  }
  return sets;
}

json::value call(const Sparkd& host, const Failing& each, uint32_t status) {
  spark::tool::ClientOptions options;
  options.token = host.token();
  options.response_timeout_ms = answer_ms_max;
  spark::tool::Client client({"127.0.0.1", host.port("admin")}, options);
  const auto answer =
      client.call("POST", each.path, R"({"confirm":true,)" + each.body + "}").value();
  INFO(answer.body);
  CHECK(answer.status == status);
  return json::parse(answer.body);
}

json::value status_of(const Sparkd& host) {
  return host.json("admin", "GET", "/admin/v1/status");
}

// It fails as it is to, and nothing has changed.
void check_fails(const Sparkd& host, const Failing& each, uint32_t status) {
  INFO(each.name);
  const Answered before = ask(host);
  const auto generation = status_of(host).at("generation");
  const auto refused = call(host, each, status);
  INFO(refused);
  REQUIRE(refused.as_object().contains("step"));
  CHECK(refused.at("step").as_string() == each.step);
  CHECK(refused.at("generation") == generation);
  const std::string error = text_of(refused.at("error"));
  CHECK(error.starts_with("step " + each.step + ": "));
  CHECK(has(error, each.says));
  CHECK(ask(host).version == before.version);
  CHECK(status_of(host).at("generation") == generation);
}

fs::path segment(const Sparkd& host) {
  for (const auto& entry : fs::directory_iterator(host.state_dir() / "chain"))
    if (entry.path().extension() == ".seg") return entry.path();
  throw std::runtime_error("there is no segment");
}

size_t objects(const Sparkd& host) {
  const fs::directory_iterator all(host.state_dir() / "objects");
  return static_cast<size_t>(std::distance(begin(all), end(all)));
}

#ifdef SPARK_SANITIZED
constexpr const char* out_of_memory = "ended";  // a sanitizer ends the process rather than throw
#else
constexpr const char* out_of_memory = "bad_alloc";
#endif

}  // namespace

TEST_CASE("whichever step of a change fails, the generation before serves on") {
  const TemporaryFolder folder;
  const Sparkd host(
      museum_plugins({"well", "model_create_aborts", "out_of_memory", "model_probes_differ",
                      "model_no_version", "model_bad_sha256", "model_dimension_zero"}));
  const auto linked = make_artefact(folder.path(), 1);
  fs::create_symlink(linked / "model.json", linked / "alias.json");
  const auto text = folder.path() / "text.so";
  write_file(text, std::string(5'000, 'x'));
  std::vector<Failing> cases = {
      upgrade_to("/nowhere/at/all.so", "stage", "No such file"),
      upgrade_to(folder.path(), "stage", "it is not a regular file"),
      upgrade_to("/dev/null", "stage", "it is not a regular file"),
      swap_to(artefact_member(folder.path() / "nowhere"), "stage", "No such file"),
      swap_to(artefact_member(text), "stage", "Not a directory"),
      swap_to(artefact_member(linked), "stage", "it is a link that leads out of"),
      upgrade_to(text, "note", "ELF"),
      upgrade_to(museum("no_note"), "note", "note"),
      upgrade_to(museum("wrong_major"), "note", "ABI 2"),
      upgrade_to(museum("minor_too_new"), "note", "999"),
      upgrade_to(museum("bad_id"), "note", "Bad_Id"),
      upgrade_to(museum("constructor_aborts"), "trial", "SIGABRT"),
      upgrade_to(museum("id_mismatch"), "trial", "other"),
      upgrade_to(museum("create_aborts"), "trial", "SIGABRT"),
      upgrade_to(museum("create_bad_alloc"), "trial", "bad_alloc"),
      upgrade_to(museum("create_fails"), "trial", "the moon is not full"),
      upgrade_to(museum("create_nothing"), "trial", "create"),
      made_by("model-create-aborts", "trial", "SIGABRT"),
      made_by("out-of-memory", "trial", out_of_memory),
      made_by("model-probes-differ", "trial", "probe"),
      made_by("model-no-version", "trial", "version"),
      made_by("model-bad-sha256", "trial", "sha256"),
      made_by("model-dimension-zero", "trial", "dimension"),
      made_by("well", "trial", "feature"),
      swap_to(R"("bind":{"mid_price":"nowhere.price"})", "bind", "nowhere"),
  };
  // A trial has half a minute.
  if (is_full_soak()) cases.push_back(upgrade_to(museum("constructor_hangs"), "trial", "30"));
  for (const Failing& each : cases) check_fails(host, each, 422);
}

TEST_CASE("a full disk refuses what is to be copied, and is forgotten when there is room again") {
  const TemporaryFolder folder;
  const Sparkd host(museum_plugins({"well"}));
  const auto artefact = make_artefact(folder.path(), 1);
  const size_t before = objects(host);
  {
    const FullDisk full(host, 100);
    check_fails(host, swap_to(artefact_member(artefact), "record", "could not be recorded"), 503);
  }
  {
    // There is room for the record, and none for the copy.
    const FullDisk full(host, fs::file_size(segment(host)) + 4'096);
    check_fails(host, upgrade_to(museum("create_fails"), "stage", "File too large"), 503);
  }
  CHECK(objects(host) == before);
  swap_candidate(host, artefact);
  CHECK(ask(host).version == "m-1");
  CHECK(status_of(host).at("degraded").as_array().empty());
}

TEST_CASE("a change that cannot be recorded is not made") {
  const TemporaryFolder folder;
  const Sparkd host;
  const auto artefact = make_artefact(folder.path(), 1);
  swap_candidate(host, artefact, 200, R"(,"dry_run":true)");  // it is copied by now
  {
    const FullDisk full(host, fs::file_size(segment(host)));
    check_fails(host, swap_to(artefact_member(artefact), "record", "could not be recorded"), 503);
    CHECK(has(json::serialize(status_of(host).at("degraded")), "cannot be recorded"));
  }
  swap_candidate(host, artefact);
  CHECK(ask(host).version == "m-1");
  CHECK(status_of(host).at("degraded").as_array().empty());
}

TEST_CASE("a change that a restart could not come back to is not made") {
  const TemporaryFolder folder;
  const auto state = folder.path() / "state";
  const auto artefact = make_artefact(folder.path(), 1);
  {
    Sparkd host({}, {}, state);
    swap_candidate(host, artefact, 200, R"(,"dry_run":true)");
    // There is room for the chain's next record, and none for the state's.
    const uint64_t room = fs::file_size(segment(host)) + 4'096;
    REQUIRE(room < fs::file_size(state / "state.db-wal"));
    const FullDisk full(host, room);
    check_fails(host, swap_to(artefact_member(artefact), "record", "state.db"), 503);
    host.signal(SIGKILL);
    host.wait();
  }
  const Sparkd again({}, {}, state);
  CHECK(ask(again).version == "v1.8-b0");
  swap_candidate(again, artefact);
  CHECK(ask(again).version == "m-1");
}

TEST_CASE("a host starts on a full disk, with what it published last") {
  const TemporaryFolder folder;
  const auto state = folder.path() / "state";
  const auto sets = museum_plugins({"well"});
  {
    Sparkd host(sets, {}, state);
    swap_candidate(host, make_artefact(folder.path(), 1));
    host.signal(SIGKILL);
    host.wait();
  }
  // What the database needs to be opened at all.
  constexpr uint64_t room = 32'768;
  REQUIRE(fs::file_size(state / "state.db-wal") > room);
  auto full = std::make_unique<FullDisk>(0, room);
  const Sparkd again(sets, {}, state);
  full.reset();
  CHECK(ask(again).version == "m-1");
  const std::string degraded = json::serialize(status_of(again).at("degraded"));
  INFO(degraded);
  CHECK(has(degraded, "their last published copies are"));
  CHECK(has(degraded, "this start could not be noted"));
}
