// The drift plugin in the running host: from requests to figures, through a swap and an upgrade.
#include <chrono>
#include <fstream>
#include <thread>

#include "end_to_end/watched_drift.h"
#include "support/catch.h"

using namespace spark::test;
using Catch::Matchers::ContainsSubstring;
namespace json = boost::json;

namespace {

std::vector<std::string> in_event_time(std::vector<std::string> sets) {
  sets.push_back("workers=1");
  sets.push_back("clock={event: input.snapshot.ts, pipeline: predict-with-shadow}");
  return sets;
}

int64_t present_minute() {
  return std::chrono::duration_cast<std::chrono::minutes>(
             std::chrono::system_clock::now().time_since_epoch())
      .count();
}

Ended psi(const Sparkd& host, std::vector<std::string> more) {
  std::vector<std::string> command = {binary("sparkctl").string(), "psi", "--executor",
                                      host.url("executor")};
  command.insert(command.end(), more.begin(), more.end());
  return run(command);
}

}  // namespace

TEST_CASE("a replay of a week is judged in event time, and people can read it") {
  const TemporaryFolder folder;
  const auto artefact = artefact_with_reference(folder.path());
  const Sparkd host(
      in_event_time(drift_sets(artefact, ", look_every: 30min, keep_every: 6h, write_every: 24h")));
  auto client = host.client("executor");
  send_minutes(client, made_minutes(29'000'000, 7 * 1'440 + 31));
  await_counts(client);
  const auto found = host.json("executor", "GET", "/drift/snapshot");
  INFO(found);
  CHECK(text_of(found.at("overall_status")) == "stable");
  CHECK(found.at("slo_check").at("pass").as_bool());
  CHECK(text_of(found.at("score").at("reason")) == "constant");
  CHECK(text_of(found.at("features").at("log_volume").at("duplicate_of")) == "vol1m");
  CHECK(host.metric("ml_psi_score") > 0);
  CHECK(host.metric("ml_psi_feature_score{feature=\"mid\"}") < 0.1);
  CHECK(psi(host, {}).exit_code == 0);
  CHECK_THAT(psi(host, {}).output, ContainsSubstring("stable: PASS"));
  CHECK(psi(host, {"--quiet"}).output == "stable\n");
  CHECK(psi(host, {"--model", "v9"}).exit_code == 2);
  CHECK_THAT(psi(host, {"--trend", "7d"}).output,
             ContainsSubstring("1971") || ContainsSubstring("hour"));
  const auto same =
      psi(host, {"--baseline", (artefact / "reference_distributions.json").string(), "--json"});
  CHECK(json::parse(same.output).at("overall_psi") == found.at("overall_psi"));
  const auto file = host.state_dir() / "evidence/drift/psi_snapshot.json";
  CHECK(std::filesystem::exists(file));
  CHECK(std::filesystem::exists(host.state_dir() / "evidence/drift/daily/psi_snapshots"));

  auto moved = made_minutes(29'000'000 + 7 * 1'440 + 31, 1'440, 3);
  send_minutes(client, moved);
  await_counts(client);
  const auto after = host.json("executor", "GET", "/drift/snapshot?window=24h");
  CHECK(after.at("features").at("mid").at("psi").to_number<double>() > 0.3);
  CHECK(text_of(after.at("features").at("mid").at("alarm").at("state")) == "alarm");
  CHECK(psi(host, {"--window", "24h"}).exit_code == 1);
}

TEST_CASE("an upgrade under load loses no count, and probes are none") {
  const TemporaryFolder folder;
  const auto library = folder.path() / "drift.so";
  std::filesystem::copy(binary("../lib/spark/plugins/drift.so"), library);
  std::ofstream(library, std::ios::app) << '\0';  // another digest
  const Sparkd host(drift_sets(artefact_with_reference(folder.path()), ", look_every: 1s"));
  constexpr size_t minutes = 3'000;
  const int64_t first = present_minute() - static_cast<int64_t>(minutes);
  std::thread loads[2];
  for (int i = 0; i < 2; ++i)
    loads[i] = std::thread([&host, i, first] {
      auto client = host.client("executor");
      send_minutes(client, made_minutes(first, minutes), "SYMBOL" + std::to_string(i));
      await_counts(client);
    });
  std::this_thread::sleep_for(std::chrono::milliseconds(30));
  const auto answer = upgrade(host, "drift", library);
  CHECK(text_of(change_of(answer, "plugin", "drift")->at("state")) == "carried");
  for (std::thread& each : loads) each.join();
  const auto counted = [&] {
    const auto said = host.json("executor", "GET", "/drift/snapshot").at("snapshots");
    return said.at("opened").to_number<size_t>();
  };
  for (int tries = 0; tries < 100 && counted() < 2 * minutes; ++tries)
    std::this_thread::sleep_for(std::chrono::milliseconds(20));  // until the last merge
  CHECK(counted() == 2 * minutes);

  spark::tool::ClientOptions synthetic;
  synthetic.headers = {{"X-Spark-Synthetic", "1"}};
  spark::tool::Client probes({"127.0.0.1", host.port("executor")}, synthetic);
  send_minutes(probes, made_minutes(first + minutes, 1));
  await_counts(probes);
  CHECK(counted() == 2 * minutes);
}
