// The drift plugin in the running host: from requests to figures, through a swap and an upgrade.
#include <algorithm>
#include <chrono>
#include <csignal>
#include <ctime>
#include <fstream>
#include <map>
#include <random>
#include <sstream>
#include <thread>

#include "end_to_end/watched_drift.h"
#include "support/case_count.h"
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

// Of the text "2026-11-27T23:59:00Z", in minutes since 1970.
int64_t minutes_of(const std::string& text) {
  std::tm time{};
  REQUIRE(strptime(text.c_str(), "%Y-%m-%dT%H:%M:%SZ", &time) != nullptr);
  return timegm(&time) / 60;
}

// GET /drift/minutes of a week: the mid by time.
std::map<int64_t, double> lines_of_minutes(const Sparkd& host) {
  // The model that serves is known after the first look.
  for (int tries = 0; tries < 200; ++tries) {
    const auto said = host.json("executor", "GET", "/drift/snapshot");
    if (said.at("model").as_object().contains("sha256")) break;
    std::this_thread::sleep_for(std::chrono::milliseconds(20));
  }
  std::istringstream csv(host.text("executor", "/drift/minutes"));
  std::map<int64_t, double> mids;
  std::string line;
  std::getline(csv, line);
  while (std::getline(csv, line)) {
    std::istringstream cells(line);
    std::string ts, symbol, bias, mid;
    std::getline(cells, ts, ',');
    std::getline(cells, symbol, ',');
    std::getline(cells, bias, ',');
    std::getline(cells, mid, ',');
    mids[std::stoll(ts)] = std::stod(mid);
  }
  return mids;
}

Ended psi(const Sparkd& host, std::vector<std::string> more) {
  std::vector<std::string> command = {binary("sparkctl").string(), "psi", "--executor",
                                      host.url("executor")};
  command.insert(command.end(), more.begin(), more.end());
  return run(command);
}

}  // namespace

TEST_CASE("a replay of a day is judged in event time, and people can read it") {
  const TemporaryFolder folder;
  const auto artefact = artefact_with_reference(folder.path());
  const Sparkd host(
      in_event_time(drift_sets(artefact, ", look_every: 30min, keep_every: 6h, write_every: 24h")));
  auto client = host.client("executor");
  const auto day = made_minutes(29'000'000, 1'440 + 31);
  REQUIRE(send_minutes(client, day) == day.size());
  await_counts(client);
  const auto found = host.json("executor", "GET", "/drift/snapshot?window=24h");
  INFO(found);
  CHECK(text_of(found.at("overall_status")) == "stable");
  CHECK(found.at("slo_check").at("pass").as_bool());
  CHECK(text_of(found.at("score").at("reason")) == "constant");
  CHECK(text_of(found.at("features").at("log_volume").at("duplicate_of")) == "vol1m");
  CHECK(host.metric("ml_psi_score") == -1);  // a week needs a week
  CHECK(host.metric("ml_psi_window_score{window=\"24h\"}") > 0);
  CHECK(host.metric("ml_lineage_psi_window_score{window=\"24h\",lineage=\"predict-vol\"}") == -1);
  CHECK(psi(host, {}).exit_code == 1);
  CHECK_THAT(psi(host, {"--window", "24h"}).output, ContainsSubstring("stable: PASS"));
  CHECK(psi(host, {"--quiet"}).output == "inconclusive\n");
  CHECK(psi(host, {"--model", "v9"}).exit_code == 2);
  CHECK_THAT(psi(host, {"--trend", "7d"}).output, ContainsSubstring("2025-02-2"));
  const auto same = psi(host, {"--window", "24h", "--json", "--baseline",
                               (artefact / "reference_distributions.json").string()});
  // But for the minute that was open at the last look.
  CHECK(json::parse(same.output).at("overall_psi").to_number<double>() ==
        Approx(found.at("overall_psi").to_number<double>()).margin(0.002));
  const std::string facts = json::serialize(host.json("admin", "GET", "/admin/v1/facts"));
  CHECK_THAT(facts, ContainsSubstring("\"drift.psi.overall_24h\""));
  CHECK_THAT(facts, ContainsSubstring("\"drift.alarm.rsi14\""));
  CHECK_THAT(facts, ContainsSubstring("\"drift.shock\""));
  CHECK(host.output().find("not all facts are told") == std::string::npos);
  const auto file = host.state_dir() / "evidence/drift/psi_snapshot.json";
  CHECK(std::filesystem::exists(file));
  CHECK(std::filesystem::exists(host.state_dir() / "evidence/drift/daily/psi_snapshots"));

  const auto moved = made_minutes(29'000'000 + 1'440 + 31, 500, 3);
  REQUIRE(send_minutes(client, moved) == moved.size());
  await_counts(client);
  const auto after = host.json("executor", "GET", "/drift/snapshot?window=24h");
  CHECK(after.at("features").at("mid").at("psi").to_number<double>() > 0.3);
  CHECK(text_of(after.at("features").at("mid").at("alarm").at("state")) == "alarm");
  CHECK(psi(host, {"--window", "24h"}).exit_code == 1);
}

TEST_CASE("after kill -9 all minutes come back that were said to be on the disk") {
  const TemporaryFolder folder;
  const auto state = folder.path() / "state";
  auto sets =
      drift_sets(artefact_with_reference(folder.path()), ", look_every: 1s, keep_every: 100ms");
  sets.push_back("confirm={after: 1ms, answers: 0}");  // a kill is no reason to doubt a version
  std::mt19937 random(20261127);
  const uint32_t rounds = is_full_soak() ? 50 : 5;
  const size_t a_round = 6 * 1'440 / rounds;  // the list is of seven days
  const int64_t first = present_minute() - 6 * 1'440;
  const auto minutes = made_minutes(first, rounds * a_round);
  std::vector<bool> promised(minutes.size());
  std::string kept;  // "2026-11-27T23:59:00Z", as was said before the kill; "": nothing was
  for (uint32_t round = 0; round <= rounds; ++round) {
    INFO("round " << round << ", kept until " << kept);
    Sparkd host(sets, "", state);
    const auto lines = lines_of_minutes(host);
    for (size_t i = 0; i < minutes.size(); ++i) {
      if (!promised[i]) continue;
      const auto found = lines.find((first + static_cast<int64_t>(i)) * 60'000);
      REQUIRE(found != lines.end());
      CHECK(found->second == Approx(minutes[i].mid).margin(1e-6));
    }
    if (round == rounds) break;
    REQUIRE(host.prints("is confirmed"));
    auto client = host.client("executor");
    size_t sent = 0;
    std::thread sender([&] {
      const auto begin = minutes.begin() + static_cast<ptrdiff_t>(round * a_round);
      sent = send_minutes(client, {begin, begin + static_cast<ptrdiff_t>(a_round)});
    });
    std::this_thread::sleep_for(std::chrono::microseconds(random() % 600'000));
    const auto said = host.json("executor", "GET", "/drift/snapshot");
    if (said.as_object().contains("kept_until")) kept = text_of(said.at("kept_until"));
    host.signal(SIGKILL);
    REQUIRE(host.wait().signal == SIGKILL);
    sender.join();
    // Answered, and before what was said to be on the disk.
    const int64_t until = kept.empty() ? 0 : minutes_of(kept) - first;
    for (size_t i = 0; i < sent; ++i) {
      const size_t minute = round * a_round + i;
      if (static_cast<int64_t>(minute) < until) promised[minute] = true;
    }
  }
  CHECK(std::count(promised.begin(), promised.end(), true) > 0);
  report_figures("drift-kills", std::to_string(rounds) + " kills of a host that watches for drift");
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
  size_t sent[2] = {};
  for (int i = 0; i < 2; ++i)
    loads[i] = std::thread([&host, &sent, i, first] {
      auto client = host.client("executor");
      sent[i] = send_minutes(client, made_minutes(first, minutes), "SYMBOL" + std::to_string(i));
      await_counts(client);
    });
  std::this_thread::sleep_for(std::chrono::milliseconds(30));
  const auto answer = upgrade(host, "drift", library);
  CHECK(text_of(change_of(answer, "plugin", "drift")->at("state")) == "carried");
  for (std::thread& each : loads) each.join();
  REQUIRE(sent[0] + sent[1] == 2 * minutes);
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
  REQUIRE(send_minutes(probes, made_minutes(first + minutes, 1)) == 1);
  await_counts(probes);
  CHECK(counted() == 2 * minutes);

  // Nor does what comes twice, in its minute out of order, or after its minute was closed.
  auto again = made_minutes(first + minutes - 1, 1);
  const auto closed = made_minutes(first, 1);
  auto client = host.client("executor");
  REQUIRE(send_minutes(client, again, "SYMBOL0") == 1);
  again[0].ts_ms -= 1'000;
  REQUIRE(send_minutes(client, again, "SYMBOL0") == 1);
  REQUIRE(send_minutes(client, closed, "SYMBOL0") == 1);
  await_counts(client);
  const auto entered = host.json("executor", "GET", "/drift/snapshot").at("snapshots");
  INFO(entered);
  CHECK(counted() == 2 * minutes);
  for (const char* each : {"duplicate", "disordered", "late"})
    CHECK(entered.at(each).to_number<size_t>() == 1);
}
