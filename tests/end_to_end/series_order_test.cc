// Clients read the last series of a family as the candidate's, whatever was changed before.
#include <sstream>

#include "end_to_end/artefacts.h"
#include "end_to_end/changes.h"
#include "support/catch.h"

using namespace spark::test;

namespace {

// From there up to what is next, or up to the line that begins so.
void erase(std::string& text, const std::string& from, const std::string& to) {
  const size_t begins = text.find(from);
  REQUIRE(begins != std::string::npos);
  text.erase(begins, text.find(to, begins + 1) - begins);
}

// A model that is observed on a route of its own, before the candidate. There are no lineages, so
// that both are counted in the same families; and no canary of one.
void add_champion(const Configuration& configuration, const std::filesystem::path& artefact) {
  std::string text = read_file(configuration.file());
  erase(text, "\nlineages:\n", "\n\n");
  erase(text, "  canary-vol:\n", "  # Production changes");
  erase(text, "      canary:\n        plugin: canary-vol\n", "      tally:");
  erase(text, "      count:\n        plugin: canary-vol\n", "      drift:");
  erase(text, "  canary-vol-common-cause:\n", "  recorder-stuck:");
  const size_t pipeline = text.find("  predict-vol:\n    route:");
  text.erase(text.find("canary.score, ", pipeline), sizeof "canary.score, " - 1);
  write_file(configuration.file(), text);
  configuration.replace("pipelines:\n",
                        "  champion: {plugin: ml-model, artefact: " + artefact.string() + R"(}
pipelines:
  champion:
    route: POST executor /champion
    input:
      snapshot: {ts: int, mid: float, spreadBp: float, vol1m: float, rsi14: float}
    stages:
      features: {plugin: features, required: true, with: {snapshot: input.snapshot}}
      champion: {predict: champion, required: true}
      observe: {plugin: ml-model, stage: observe, with: {predict: champion}}
    answer: {score: champion.score}
)");
}

// The version in the last line that begins so.
std::string last_version(const Sparkd& host, const std::string& begins) {
  std::istringstream lines(host.text("ml-engine", "/metrics"));
  std::string version;
  const std::string key = "{model_version=\"";
  for (std::string line; std::getline(lines, line);) {
    if (!line.starts_with(begins + key)) continue;
    const size_t from = begins.size() + key.size();
    version = line.substr(from, line.find('"', from) - from);
  }
  return version;
}

void check_last(const Sparkd& host, const std::string& candidate) {
  CHECK(ask(host).version == candidate);
  for (const char* begins : {"ml_predict_requests_total", "ml_predict_latency_ms_count"}) {
    INFO(begins);
    CHECK(last_version(host, begins) == candidate);
  }
  const std::string success =
      "ml_predict_requests_total{model_version=\"" + candidate + "\",status=\"success\"}";
  CHECK(host.metric(success) >= 1);
}

}  // namespace

TEST_CASE("the candidate's version is the last of its family, whatever was changed before") {
  const TemporaryFolder folder;
  const Configuration configuration;
  add_champion(configuration, make_artefact(folder.path(), 900));
  const Sparkd host({}, configuration.file());
  const auto swap_champion = [&](uint32_t number) {
    const std::string artefact = make_artefact(folder.path(), number).string();
    post_admin(host, "/admin/v1/models/champion/swap", 200,
               R"({"confirm":true,"artefact":")" + artefact + "\"}");
  };
  check_last(host, "v1.8-b0");
  swap_candidate(host, make_artefact(folder.path(), 1), 200, R"(,"dry_run":true)");
  check_last(host, "v1.8-b0");
  const auto broken = make_artefact(folder.path(), 2);
  replace_in(broken / "model.json", "m-2", "m-3");
  swap_candidate(host, broken, 422);
  check_last(host, "v1.8-b0");
  swap_candidate(host, make_artefact(folder.path(), 1));
  check_last(host, "m-1");
  post_admin(host, "/admin/v1/models/candidate/rollback");
  check_last(host, "v1.8-b0");
  swap_champion(901);
  check_last(host, "v1.8-b0");
  post_admin(host, "/admin/v1/models/champion/rollback");
  check_last(host, "v1.8-b0");
  post_admin(host, "/admin/v1/reload");
  check_last(host, "v1.8-b0");
}

TEST_CASE("after a restart the candidate that was swapped in is the last of its family") {
  const TemporaryFolder folder;
  {
    const Sparkd host({}, {}, folder.path() / "state");
    swap_candidate(host, make_artefact(folder.path(), 1));
  }
  const Sparkd host({}, {}, folder.path() / "state");
  check_last(host, "m-1");
}

TEST_CASE("a model that serves is shown, however often another one has been swapped since") {
  const TemporaryFolder folder;
  const Configuration configuration;
  add_champion(configuration, make_artefact(folder.path(), 900));
  const Sparkd host({}, configuration.file());
  for (uint32_t number = 1; number <= 11; ++number)
    swap_candidate(host, make_artefact(folder.path(), number));
  check_last(host, "m-11");
  CHECK(host.metric(R"(ml_predict_requests_total{model_version="m-900",status="success"})") == 0);
  CHECK(host.metric(R"(ml_predict_requests_total{model_version="m-1",status="success"})") == -1);
}
