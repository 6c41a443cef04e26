// Recorded minutes through the running host: what it finds out about its models is what an
// evaluation of the same span finds in the files. At full length: a month, and fifty kills.
#include <csignal>
#include <random>
#include <thread>

#include "evaluation/volume_market.h"
#include "quality/live_host.h"
#include "spark/tool/json.h"
#include "support/case_count.h"
#include "support/catch.h"

using namespace spark::test;
using spark::tool::number;

namespace {

constexpr int64_t april_ms = 1'711'929'600'000;
constexpr int64_t minute_ms = 60'000;
const std::string shipped = "predict-with-shadow";

std::filesystem::path model(const char* version) {
  return source("configs/models") / version;
}

// How many of the market's minutes the host has kept.
size_t kept(const Sparkd& host, const std::vector<Minute>& market) {
  const auto until_ms = number(live_quality(host, shipped), "symbols_until_ms.TESTUSDT");
  return static_cast<size_t>(std::count_if(market.begin(), market.end(), [&](const Minute& minute) {
    return until_ms && static_cast<double>(minute.ts_ms) <= *until_ms;
  }));
}

}  // namespace

TEST_CASE("live figures of recorded minutes equal those that eval computes offline") {
  if (is_without_market()) return;
  const size_t minutes = is_full_soak() ? 30 * 1'440 : 1'750;
  const TemporaryFolder folder;
  const auto data = minutes_of_month(folder.path(), "2024-04", minutes);
  const EventTime event_time("predict-vol");
  const Sparkd host({}, event_time.configuration.file());
  REQUIRE(send(host, "predict-vol", bodies_of(data)) == minutes);
  // The last minute is open: what it would decide is not known yet.
  const int64_t until_ms = april_ms + (static_cast<int64_t>(minutes) - 6) * minute_ms;
  const auto live = live_quality(host, "predict-vol", april_ms, until_ms);
  const uint64_t rows =
      check_against_evaluation(live, "production", model("v1.8.2"), data, april_ms, until_ms);
  CHECK(rows == minutes - 6 - (5 + 1'432));
  check_against_evaluation(live, "candidate", model("v1.8.3"), data, april_ms, until_ms);
  report_figures("quality", "live quality: equal to eval on " + std::to_string(rows) +
                                " predictions of April 2024\n");
}

TEST_CASE("after kill -9 at any moment the figures are those of the minutes that were kept") {
  const size_t minutes = is_full_soak() ? 20'000 : 700;
  const int kills = is_full_soak() ? 50 : 5;
  std::mt19937 random(1);
  const TemporaryFolder all, state, models;
  const auto market = volume_market(minutes);
  const auto data = write_market(all.path(), market);
  const auto bodies = bodies_of(data);
  write_model(models.path() / "v1", volume_model("v1"));
  const EventTime event_time(shipped);
  event_time.configuration.replace("artefact: models/v1.8-b0",
                                   "artefact: " + (models.path() / "v1").string());
  // Else a host that goes down so often sets the values of its plugins aside.
  event_time.configuration.replace("confirm: {after: 60s, answers: 100}",
                                   "confirm: {after: 1ms, answers: 0}");
  size_t known = 0;
  for (int i = 0; i < kills; ++i) {
    const Sparkd host({}, event_time.configuration.file(), state.path());
    const size_t came_back = kept(host, market);
    CHECK(came_back >= known);  // what the start before had is never lost again
    known = came_back;
    if (known == minutes) break;
    // A client that sends again what the host does not know.
    std::thread killer([&] {
      std::this_thread::sleep_for(std::chrono::milliseconds(300 + random() % 1'200));
      // Of hosts that never came so far, nothing would be learnt.
      while (i + 1 == kills && kept(host, market) == 0)
        std::this_thread::sleep_for(std::chrono::milliseconds(20));
      host.signal(SIGKILL);
    });
    send(host, shipped, bodies, known);
    killer.join();
  }
  const Sparkd host({}, event_time.configuration.file(), state.path());
  known = kept(host, market);
  CHECK(known > 0);
  REQUIRE(send(host, shipped, bodies, known) == minutes - known);
  const int64_t from_ms = market[10].ts_ms, until_ms = market[minutes - 10].ts_ms;
  const uint64_t rows =
      check_against_evaluation(live_quality(host, shipped, from_ms, until_ms), "candidate",
                               models.path() / "v1", data, from_ms, until_ms);
  CHECK(rows == minutes - 20);
}
