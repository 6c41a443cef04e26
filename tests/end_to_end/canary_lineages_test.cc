// Two lineages of one host, each with a canary of its own.
#include <csignal>
#include <filesystem>
#include <string>
#include <vector>

#include "end_to_end/canary_host.h"
#include "support/catch.h"

using namespace spark::test;

namespace {

const std::string second = "?lineage=second";

Ended ctl(const CanaryHost& made, const std::vector<std::string>& words) {
  std::vector<std::string> all = {binary("sparkctl").string(), "--state-dir",
                                  made.state().string()};
  all.insert(all.end(), words.begin(), words.end());
  return run(all);
}

std::string live(const std::string& plan) {
  return R"({"confirm": true, "mode": "live", "plan": ")" + plan + R"("})";
}

std::string state_of(const Sparkd& host, const std::string& query = "") {
  return std::string(canary_status(host, query).at("state").as_string());
}

}  // namespace

TEST_CASE("two lineages have canaries side by side, and a safe verb ends that of its own") {
  const CanaryHost made("", true);
  Sparkd host({}, made.config(), made.state());
  auto client = host.client("executor");
  candidate_answers(client, 40);
  candidate_answers(client, 40, "/second");
  REQUIRE(canary_order(host, "start", live("quarter")).status == 200);
  wait_for_weight(host);
  CHECK(candidate_answers(client, 40, "/second") == 0);
  REQUIRE(canary_order(host, "start" + second, live("half")).status == 200);
  wait_for_weight(host, second);
  CHECK(canary_status(host).at("lineage").as_string() == "predict");
  CHECK(canary_status(host, second).at("lineage").as_string() == "second");
  CHECK(host.metric("ml_canary_weight") == 0.25);
  CHECK(host.metric(R"(ml_lineage_canary_weight{lineage="second"})") == 0.5);
  CHECK(candidate_answers(client, 200) > 0);
  CHECK(candidate_answers(client, 200, "/second") > 0);

  SECTION("by the command") {
    const auto aborted = ctl(made, {"canary", "abort", "--lineage", "second"});
    INFO(aborted.output);
    CHECK(aborted.exit_code == 0);
    CHECK(candidate_answers(client, 200, "/second") == 0);
    CHECK(canary_becomes(host, "state", "aborted", second));
    // Again: there is nothing to end, and the other one goes on.
    host.json("executor", "POST", "/canary/abort" + second);
    CHECK(state_of(host) == "running");
    CHECK(candidate_answers(client, 200) > 0);
    CHECK(std::filesystem::exists(made.state() / "evidence/canary-second/rollback_log.txt"));
    CHECK(!std::filesystem::exists(made.state() / "evidence/canary/rollback_log.txt"));
  }
  SECTION("of the primary one, by its plain path") {
    host.json("executor", "POST", "/canary/abort");
    CHECK(candidate_answers(client, 200) == 0);
    CHECK(canary_becomes(host, "state", "aborted"));
    CHECK(state_of(host, second) == "running");
    CHECK(candidate_answers(client, 200, "/second") > 0);
  }
  SECTION("and the switch of all ends both") {
    CHECK(ctl(made, {"safe"}).exit_code == 0);
    CHECK(candidate_answers(client, 200) == 0);
    CHECK(candidate_answers(client, 200, "/second") == 0);
    CHECK(canary_becomes(host, "state", "aborted"));
    CHECK(canary_becomes(host, "state", "aborted", second));
  }
  SECTION("a crash holds each at its own safe share") {
    host.signal(SIGKILL);
    REQUIRE(host.wait().signal == SIGKILL);
    const Sparkd again({}, made.config(), made.state());
    CHECK(state_of(again) == "held");
    CHECK(state_of(again, second) == "held");
    CHECK(canary_order(again, "resume" + second).status == 200);
    CHECK(canary_becomes(again, "state", "running", second));
    CHECK(state_of(again) == "held");
  }
}

TEST_CASE("a lineage without a canary of its own is named, and what there is instead") {
  const CanaryHost made("", true);
  const Sparkd host({}, made.config(), made.state());
  const auto refused = ctl(made, {"canary", "status", "--lineage", "third"});
  INFO(refused.output);
  CHECK(refused.exit_code == 2);
  CHECK(refused.output.find("'predict'") != std::string::npos);
}
