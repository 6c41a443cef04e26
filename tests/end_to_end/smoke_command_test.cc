// sparkctl smoke against a running host: its verdict is its exit code, its evidence a file.
#include <chrono>
#include <thread>

#include "end_to_end/artefacts.h"
#include "end_to_end/changes.h"
#include "support/catch.h"

using namespace spark::test;
namespace json = boost::json;

namespace {

struct Smoked {
  int exit_code;
  json::value evidence;
};

Smoked smoke(const Sparkd& host, const std::string& target, const std::filesystem::path& out) {
  const Ended ended = run({binary("sparkctl").string(), "smoke", "--target", target, "--requests",
                           "200", "--executor", host.url("executor"), "--ml-engine",
                           host.url("ml-engine"), "--out", out.string(), "--quiet"});
  INFO(ended.output);
  REQUIRE(std::filesystem::exists(out));
  return {ended.exit_code, json::parse(read_file(out))};
}

// Whether the machine was fast enough is not under test.
int exit_code_for(const json::value& evidence) {
  const auto& slo = evidence.at("slo_check").as_object();
  CHECK(slo.at("all_pass").as_bool() == slo.at("p95_under_80ms").as_bool());
  return slo.at("all_pass").as_bool() ? 0 : 1;
}

}  // namespace

TEST_CASE(
    "a shadow smoke run fails below 95 percent of matches, and not for that with all of them") {
  const TemporaryFolder folder;
  const Sparkd host;
  const auto out = folder.path() / "evidence" / "ml" / "shadow_smoke_1k.json";
  const Smoked apart = smoke(host, "shadow", out);
  CHECK(apart.exit_code == 1);
  CHECK(apart.evidence.at("shadow").at("match_rate").to_number<double>() < 95);
  CHECK_FALSE(apart.evidence.at("slo_check").at("match_rate_above_95").as_bool());
  CHECK_FALSE(apart.evidence.at("slo_check").at("all_pass").as_bool());
  CHECK(apart.evidence.at("reliability").at("success_count").as_int64() == 200);

  post_admin(host, "/admin/v1/swap", 200,
             R"({"confirm":true,"models":{"candidate":{"like":"production"}}})");
  const Smoked alike = smoke(host, "shadow", out);
  CHECK(alike.evidence.at("shadow").at("match_count").as_int64() == 200);
  CHECK(alike.evidence.at("slo_check").at("match_rate_above_95").as_bool());
  CHECK(alike.exit_code == exit_code_for(alike.evidence));
}

TEST_CASE("a smoke run of the model alone does not ask whether it matches production") {
  const TemporaryFolder folder;
  const Sparkd host;
  const Smoked alone = smoke(host, "ml", folder.path() / "smoke_1k.json");
  CHECK(alone.exit_code == exit_code_for(alone.evidence));
  CHECK(alone.evidence.at("slo_check").as_object().count("match_rate_above_95") == 0);
  CHECK(alone.evidence.at("config").at("requests").as_int64() == 200);
  CHECK(alone.evidence.at("reliability").at("success_rate").to_number<double>() == 100);
}

TEST_CASE("a smoke run of models with a history sends the newest recorded minute") {
  const Sparkd host;
  const auto smoke_vol = [&] {
    return run({"/bin/sh", "-c",
                binary("sparkctl").string() + " --state-dir " + host.state_dir().string() +
                    " smoke --target shadow --path /predict-vol --requests 50 --quiet --executor " +
                    host.url("executor") + " --ml-engine " + host.url("ml-engine") + " 2>&1"});
  };
  const Ended none = smoke_vol();
  INFO(none.output);
  CHECK(none.exit_code == 1);
  CHECK_THAT(none.output, Catch::Matchers::ContainsSubstring("--body FILE"));

  constexpr int64_t minute_ms = 60'000;
  constexpr int minutes = 1'500;  // a day, and an hour
  const auto now = std::chrono::system_clock::now().time_since_epoch();
  const int64_t newest = std::chrono::duration_cast<std::chrono::minutes>(now).count();
  auto client = host.client("executor");
  for (int i = 0; i < minutes; ++i) {
    const std::string ts = std::to_string((newest - minutes + i) * minute_ms);
    const std::string mid = std::to_string(40'000 + (i * 37) % 101);
    const auto answer = client.call("POST", "/predict-vol",
                                    R"({"symbol":"BTCUSDT","snapshot":{"ts":)" + ts + R"(,"mid":)" +
                                        mid + R"(,"spreadBp":2,"vol1m":1e6,"rsi14":55}})");
    REQUIRE(answer.has_value());
    if (i == minutes - 1) {
      INFO(answer->body);
      REQUIRE(answer->status == 200);
    }
  }
  // Rows are on their way to the disk for a moment.
  Ended ready = smoke_vol();
  for (int i = 0; i < 200 && ready.exit_code != 0; ++i) {
    std::this_thread::sleep_for(std::chrono::milliseconds(50));
    ready = smoke_vol();
  }
  INFO(ready.output);
  CHECK_THAT(ready.output, Catch::Matchers::ContainsSubstring("50 to /predict-vol, 50 good"));
}
