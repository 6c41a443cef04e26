// The commands of older scripts, and those of the emergency page, against a running host.
#include <chrono>
#include <iomanip>
#include <iostream>
#include <sstream>
#include <thread>

#include "end_to_end/artefacts.h"
#include "end_to_end/changes.h"
#include "support/case_count.h"
#include "support/catch.h"
#include "support/file_text.h"

using namespace spark::test;
using Catch::Matchers::ContainsSubstring;

namespace {

struct Called {
  std::string what;  // words, the first of them a wrapper
  int exit_code;
  const char* says;
};

// Again where the host was asked for a dry run within its pace.
Ended call(const Sparkd& host, const std::string& words, const std::string& environment = "") {
  const std::string wrappers = source("packaging/compat").string() + "/";
  for (;;) {
    Ended ended = run({"/bin/sh", "-c",
                       "SPARKCTL=" + binary("sparkctl").string() +
                           " SPARK_STATE_DIR=" + host.state_dir().string() + " " + environment +
                           " " + wrappers + words + " 2>&1"});
    if (ended.output.find("was just asked for; again in") == std::string::npos) return ended;
    std::this_thread::sleep_for(std::chrono::milliseconds(200));
  }
}

// The commands of the block behind the mark, without their comments.
std::vector<std::string> emergency_commands() {
  const std::string page = read_file(source("docs/operating.md"));
  const size_t begin = page.find("```sh\n", page.find("<!-- emergency: run by a test -->")) + 6;
  std::istringstream block(page.substr(begin, page.find("```", begin) - begin));
  std::vector<std::string> commands;
  for (std::string line; std::getline(block, line);) {
    line = line.substr(0, line.find('#'));
    commands.push_back(line.substr(0, line.find_last_not_of(' ') + 1));
  }
  return commands;
}

}  // namespace

TEST_CASE("each wrapper of older scripts does what it says on a running host") {
  const TemporaryFolder folder;
  const Sparkd host;
  const std::string kept = folder.path().string();
  const Called calls[] = {
      {"canary-observe-only --dry-run --model v1.8-b0", 1, "too few pairs"},
      {"canary-observe-only --live", 2, "--live needs --confirm"},
      {"canary-observe-only --plan '{}'", 2, "name it under plugins: canary: plans"},
      {"canary-observe-only --rollback --target 5%", 2, "expected 0%"},
      {"canary-observe-only --plan mini", 1, "a dry run, which begins nothing"},
      {"canary-observe-only --rollback --target 0%", 0, "nothing to end"},
      {"canary-mini-v1.8.1 --dry-run", 1, "too few pairs"},
      {"retrain-v1.8.1.sh", 2, "expected -Gates"},
      {"cleanup-evidence --days 0 --archive " + kept + "/old --dry-run", 0, "past their time"},
      {"cleanup-evidence --days 0 --archive " + kept + "/old", 0, "compared and on record"},
  };
  for (const Called& each : calls) {
    const Ended ended = call(host, each.what);
    INFO(each.what << "\n" << ended.output);
    CHECK(ended.exit_code == each.exit_code);
    CHECK_THAT(ended.output, ContainsSubstring(each.says));
  }
  const Called with_variables[] = {
      {"CANARY_MODEL_VERSION=v1.8-b0", 1, "too few pairs"},
      {"CANARY_MODEL_VERSION=v1.8.1", 2, "no model of version v1.8.1 serves"},
      {"LOOKBACK_DAYS=7 WINDOW_DAYS=14", 1, "WINDOW_DAYS is read by sparkctl rows feature-log"},
  };
  for (const Called& each : with_variables) {
    const Ended ended = call(host, "canary-mini-v1.8.1 --dry-run", each.what);
    INFO(each.what << "\n" << ended.output);
    CHECK(ended.exit_code == each.exit_code);
    CHECK_THAT(ended.output, ContainsSubstring(each.says));
  }
  const Ended none = call(host, "retrain-v1.8.1.sh -Validate", "TRAIN_OUT=" + kept);
  CHECK(none.exit_code == 2);
  CHECK_THAT(none.output, ContainsSubstring("-Retrain"));
  const Ended validated = call(host, "retrain-v1.8.1.sh -Validate",
                               "TRAIN_OUT=" + source("configs/models/v1.8.1").string());
  CHECK_THAT(validated.output, ContainsSubstring("verifies        yes"));
}

TEST_CASE("older variables that name another host steer none") {
  const Sparkd host;
  const std::string port = std::to_string(host.port("executor"));
  const std::string other =
      "SHADOW_HOST=localhost SHADOW_PORT=" + std::to_string(host.port("ml-engine") == 9 ? 10 : 9);
  for (const char* const words : {"canary-observe-only --confirm", "collect-evidence /nowhere/ml",
                                  "canary-observe-only --rollback --target 0%"}) {
    const Ended ended = call(host, words, other);
    INFO(words << "\n" << ended.output);
    CHECK(ended.exit_code == 2);
    CHECK_THAT(ended.output, ContainsSubstring("no listener of the host"));
  }
  CHECK(host.json("executor", "GET", "/canary/status").at("state").as_string() == "idle");
  const Ended back = call(host, "canary-observe-only --rollback --target 0%",
                          "SHADOW_HOST=localhost SHADOW_PORT=" + port);
  INFO(back.output);
  CHECK(back.exit_code == 0);
}

TEST_CASE("a canary of older scripts is followed to its end, whose exit code is theirs") {
  const Sparkd host;
  Ended ended{};
  std::thread script([&] { ended = call(host, "canary-observe-only --plan mini --confirm"); });
  const auto state = [&] {
    return std::string(host.json("executor", "GET", "/canary/status").at("state").as_string());
  };
  const auto until = std::chrono::steady_clock::now() + std::chrono::seconds(20);
  while (state() == "idle" && std::chrono::steady_clock::now() < until)
    std::this_thread::sleep_for(std::chrono::milliseconds(20));
  CHECK(state() != "idle");
  CHECK(call(host, "canary-observe-only --rollback --target 0%").exit_code == 0);
  script.join();
  INFO(ended.output);
  CHECK_THAT(ended.output, ContainsSubstring("ml-shadow_v1.8-b0_canary-5pct_"));
  CHECK(ended.exit_code == 1);
}

TEST_CASE("evidence is collected from what is on record, and no file stands for another") {
  const TemporaryFolder folder;
  const Sparkd host;
  const auto evidence = host.state_dir() / "evidence";
  const auto collect = [&] {
    return call(host, "collect-evidence " + folder.path().string(), "N=50");
  };
  const Ended first = collect();
  INFO(first.output);
  CHECK(first.exit_code == 1);  // the heuristic and the candidate do not match: a FAIL
  for (const char* name : {"smoke_1k.json", "shadow_smoke_1k.json", "canary_preflight.json"})
    CHECK(std::filesystem::exists(folder.path() / name));
  const Ended records = run({binary("sparkctl").string(), "--state-dir", host.state_dir().string(),
                             "evidence", "list", "--json"});
  CHECK_THAT(records.output, ContainsSubstring("smoke.report"));
  CHECK_THAT(records.output, ContainsSubstring("smoke.shadow"));
  // Of nobody's: it is not collected, and hides none that is.
  std::ofstream(evidence / "canary" / "foreign.json") << "{}";
  std::filesystem::create_directories(evidence / "promote");
  std::ofstream(evidence / "promote" / "canary_preflight.json") << "{}";
  const Ended second = collect();
  CHECK_THAT(second.output, ContainsSubstring("foreign.json: no record names it"));
  CHECK_FALSE(std::filesystem::exists(folder.path() / "foreign.json"));
  CHECK(std::filesystem::file_size(folder.path() / "canary_preflight.json") > 100);
  // Two plugins with a file of one name: both are there. A host of words alone stands for one.
  for (const char* const plugin : {"canary", "promote"})
    std::ofstream(evidence / plugin / "rollback_log.txt") << plugin;
  const auto words = folder.path() / "sparkctl";
  std::ofstream(words) << "#!/bin/sh\ncase \"$*\" in *'evidence files') printf "
                          "'canary/rollback_log.txt\\npromote/rollback_log.txt\\n' ;; esac\n";
  std::filesystem::permissions(words, std::filesystem::perms::owner_all);
  const auto both = folder.path() / "both";
  (void)call(host, "collect-evidence " + both.string(), "SPARKCTL=" + words.string());
  CHECK(read_file(both / "canary_rollback_log.txt") == "canary");
  CHECK(read_file(both / "promote_rollback_log.txt") == "promote");
}

TEST_CASE("the ways back of the emergency page work as they are typed, and say how soon") {
  const TemporaryFolder folder;
  const Sparkd host;
  post_admin(host, "/admin/v1/swap", 200,
             R"({"confirm":true,"models":{"candidate":{"like":"production"}}})");
  const auto commands = emergency_commands();
  REQUIRE(commands.size() == 5);
  std::ostringstream figures;
  figures << "time to safe, the command's start included\n" << std::fixed << std::setprecision(1);
  for (const std::string& each : commands) {
    const bool is_of_promote = each.find(" promote ") != std::string::npos;
    REQUIRE(each.starts_with("sparkctl "));
    const auto begin = std::chrono::steady_clock::now();
    const Ended ended =
        run({"/bin/sh", "-c",
             binary("").string() + each + " --state-dir " + host.state_dir().string() + " 2>&1"});
    const std::chrono::duration<double, std::milli> took = std::chrono::steady_clock::now() - begin;
    figures << took.count() << " ms  " << each << "\n";
    INFO(each << "\n" << ended.output);
    // Nothing was promoted here; what a promotion's way back does, its own tests say.
    CHECK((ended.exit_code == 0) == !is_of_promote);
  }
  std::cout << figures.str();
  report_figures("time-to-safe", figures.str());
  CHECK(host.metric("ml_canary_weight") == 0);
  CHECK(host.metric(R"(ml_lineage_canary_weight{lineage="predict-vol"})") == 0);
  const auto answer =
      host.json("executor", "POST", "/predict-with-shadow",
                R"({"snapshot":{"ts":1,"mid":4e4,"spreadBp":2,"vol1m":1e6,"rsi14":55}})");
  CHECK(answer.at("shadow").is_null());  // the candidate is not asked
}

TEST_CASE("the report of today counts what was asked, and its files are as their records say") {
  const Sparkd host;
  const auto predictions = [&] {
    const auto report = host.json("executor", "GET", "/report/daily");
    return report.at("metrics").at("total_predictions").as_int64();
  };
  const int64_t before = predictions();
  auto client = host.client("executor");
  for (int i = 0; i < 40; ++i)
    REQUIRE(client
                .call("POST", "/predict-with-shadow",
                      R"({"snapshot":{"ts":1,"mid":4e4,"spreadBp":2,"vol1m":1e6,"rsi14":55}})")
                ->status == 200);
  await_counts(client);
  CHECK(predictions() - before == 40);
  const auto written =
      host.client("executor", host.token()).call("POST", "/report/write", R"({"confirm":true})");
  REQUIRE(written.has_value());
  INFO(written->body);
  CHECK(written->status == 200);
  const auto verify = [&] {
    return run({binary("sparkctl").string(), "--state-dir", host.state_dir().string(), "evidence",
                "verify"});
  };
  CHECK_THAT(verify().output, ContainsSubstring("The chain is whole."));
  CHECK(verify().exit_code == 0);
  const auto rows = host.state_dir() / "evidence" / "report" / "daily" / "ml_daily_reports.csv";
  REQUIRE(std::filesystem::exists(rows));
  std::ofstream(rows, std::ios::app) << "2024-05-31,1,0,100,0.01,HEALTHY,true\n";
  std::ofstream(rows.parent_path() / "foreign.json") << "{}";
  const auto edited = verify();
  CHECK_THAT(edited.output, ContainsSubstring("ml_daily_reports.csv: expected "));
  CHECK_THAT(edited.output, ContainsSubstring("foreign.json: no record names it"));
  CHECK(edited.exit_code == 1);

  const auto gates = [&host] {
    return boost::json::serialize(host.json("executor", "GET", "/promote/gates"));
  };
  CHECK_THAT(gates(), ContainsSubstring("foreign.json: no record names it"));
  CHECK(host.metric("ml_gate_state{gate=\"evidence\"}") == 0);
  // What the host wrote is put back by and by, on record.
  while (verify().output.find("ml_daily_reports.csv") != std::string::npos)
    std::this_thread::sleep_for(std::chrono::milliseconds(20));
  CHECK(verify().exit_code == 1);
  std::filesystem::remove(rows.parent_path() / "foreign.json");
  CHECK(verify().exit_code == 0);
  CHECK(gates().find("no record names it") == std::string::npos);
  const auto listed = run({binary("sparkctl").string(), "--state-dir", host.state_dir().string(),
                           "evidence", "list", "--last", "1000"});
  CHECK_THAT(listed.output, ContainsSubstring("evidence.put_back"));
}
