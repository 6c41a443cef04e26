// Recorded data drives the time: a replay of two days gives the same calls each time.
#include <algorithm>

#include "end_to_end/changes.h"
#include "support/catch.h"

using namespace spark::test;
namespace json = boost::json;

namespace {

constexpr int64_t minute_ms = 60'000;
constexpr int64_t noon_ms = 1'795'608'000'000;  // 2026-11-25T12:00 UTC

std::vector<std::string> driven(const std::string& clock =
                                    "{event: input.snapshot.ts, pipeline: "
                                    "predict-with-shadow}") {
  return {"workers=1", "clock=" + clock,
          "plugins.chronicle={library: " + museum("chronicle").string() + "}"};
}

// Without the shipped plugins, whose own timers a minute of event time calls many times.
std::filesystem::path driven_file() {
  return source("tests/end_to_end/driven.yaml");
}

struct Replay {
  std::vector<std::string> lines;
  std::string facts;  // of the plugin
};

void send(spark::tool::Client& client, int64_t ts) {
  const auto answered =
      client.call("POST", "/predict-with-shadow",
                  R"({"symbol":"BTCUSDT","snapshot":{"ts":)" + std::to_string(ts) +
                      R"(,"mid":45000,"spreadBp":2,"vol1m":1000000,"rsi14":55}})");
  REQUIRE(answered.has_value());
  REQUIRE(answered->status == 200);
}

Replay look(const Sparkd& host) {
  Replay seen;
  const auto said = host.json("admin", "GET", "/x/chronicle/lines");
  for (const auto& line : said.at("lines").as_array()) seen.lines.push_back(text_of(line));
  const auto facts = host.json("admin", "GET", "/admin/v1/facts");
  for (const auto& fact : facts.at("facts").as_array())
    if (text_of(fact.at("name")).starts_with("chronicle.")) seen.facts += json::serialize(fact);
  return seen;
}

// Two days of minutes, and a gap of three hours.
Replay replay() {
  const Sparkd host(driven(), driven_file());
  auto client = host.client("executor");
  for (int64_t i = 0; i < 2 * 24 * 60; ++i) send(client, noon_ms + i * minute_ms);
  send(client, noon_ms + (2 * 24 * 60 + 180) * minute_ms);
  return look(host);
}

size_t lines_with(const Replay& replay, const std::string& part) {
  return static_cast<size_t>(
      std::count_if(replay.lines.begin(), replay.lines.end(),
                    [&](const std::string& line) { return line.find(part) != std::string::npos; }));
}

}  // namespace

TEST_CASE("a replay of two days calls daily timers twice, and is the same each time") {
  const Replay first = replay();
  CHECK(lines_with(first, " day ") == 2);
  CHECK(std::count(first.lines.begin(), first.lines.end(),
                   "2026-11-26T00:00 day 20783 missed 0 fact 11 of 2026-11-25T23:00 kept 11") == 1);
  CHECK(std::count(first.lines.begin(), first.lines.end(),
                   "2026-11-27T00:00 day 20784 missed 0 fact 35 of 2026-11-26T23:00 kept 35") == 1);
  CHECK(lines_with(first, "hour missed 0") == 47);
  CHECK(lines_with(first, "hour missed 3") == 1);  // the gap, from 11:59 on
  CHECK(lines_with(first, "worked 0") == 48);
  CHECK(first.facts.find(R"("clock":"event","age_ms":0,)") != std::string::npos);
  const Replay second = replay();
  CHECK(second.lines == first.lines);
  CHECK(second.facts == first.facts);
}

TEST_CASE("frames of another pipeline and what comes late drive nothing") {
  const Sparkd host(driven(), driven_file());
  auto client = host.client("executor");
  send(client, noon_ms);
  host.json("ml-engine", "POST", "/ml/predict",
            R"({"snapshot":{"ts":1795999999000,"mid":45000,"spreadBp":2,"vol1m":1000000,)"
            R"("rsi14":55}})");
  send(client, noon_ms - 300 * minute_ms);
  CHECK(look(host).lines.empty());
  send(client, noon_ms + 60 * minute_ms);
  CHECK(look(host).lines ==
        std::vector<std::string>{"2026-11-25T13:00 hour missed 0", "2026-11-25T13:00 worked 0"});
}

TEST_CASE("an exchange in the middle of a replay goes on in event time") {
  const Sparkd host(driven(), driven_file());
  auto client = host.client("executor");
  for (int64_t i = 0; i <= 90; ++i) send(client, noon_ms + i * minute_ms);
  upgrade(host, "chronicle", museum("chronicle2"));
  for (int64_t i = 91; i <= 121; ++i) send(client, noon_ms + i * minute_ms);
  // The new object has its own lines, and the timer went on in its phase.
  CHECK(look(host).lines ==
        std::vector<std::string>{"2026-11-25T14:00 hour missed 0", "2026-11-25T14:00 worked 0"});
}

TEST_CASE("an event clock waits for a restart, and its pipeline cannot leave it") {
  const Configuration configuration;
  configuration.remove_alerts();
  configuration.replace("state_dir: ../var\n",
                        "state_dir: ../var\nworkers: 1\nclock: {event: input.snapshot.ts, "
                        "pipeline: predict-with-shadow}\n");
  const Sparkd host({}, configuration.file());
  configuration.replace("pipeline: predict-with-shadow}",
                        "pipeline: predict-with-shadow, unit: s}");
  const auto answer = post_admin(host, "/admin/v1/reload");
  CHECK(answer.at("restart_needed").as_array().at(0).as_string() == "clock");
  // The present clock goes on, and so must the pipeline that drives it.
  configuration.replace(
      "clock: {event: input.snapshot.ts, pipeline: predict-with-shadow, unit: s}\n", "");
  configuration.replace("  predict-with-shadow: {production", "  predict: {production");
  configuration.replace("  predict-with-shadow:\n", "  predict:\n");
  CHECK(text_of(post_admin(host, "/admin/v1/reload", 422).at("error"))
            .find("is no input of pipeline 'predict-with-shadow'") != std::string::npos);
}
