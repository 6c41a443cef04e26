// A canary whose disk fails in the middle: full, read-only, or stalled for as long as a disk that
// resets itself. Not under a sanitizer, whose runtime must come first.
#ifndef SPARK_SANITIZED
#include <algorithm>
#include <chrono>
#include <csignal>
#include <functional>
#include <memory>
#include <thread>

#include "end_to_end/bad_disk.h"
#include "end_to_end/canary_host.h"
#include "end_to_end/full_disk.h"
#include "support/case_count.h"
#include "support/catch.h"

using namespace spark::test;
namespace json = boost::json;
using std::chrono::steady_clock;

namespace {

constexpr const char* live_quick = R"({"confirm": true, "plan": "quick", "mode": "live"})";

struct Case {
  const char* name;
  std::function<void(const BadDisk&, const Sparkd&)> fails;
  std::function<void(const BadDisk&, const Sparkd&)> mends;
};

// Where the disk is bad: until the canary says that it is held, or for the time of a stall.
std::string wait_for_hold(const Sparkd& host, spark::tool::Client& client, double open) {
  const auto end = steady_clock::now() + std::chrono::milliseconds(is_full_soak() ? 7'000 : 2'500);
  std::string hold;
  bool is_held = false;
  while (!is_held || steady_clock::now() < end) {
    candidate_answers(client, 20);  // each is answered
    const json::value status = canary_status(host);
    hold = status.at("hold").as_string();
    CHECK(status.at("weight").to_number<double>() <= open);
    if (hold == "not recorded") is_held = true;
    REQUIRE(steady_clock::now() < end + std::chrono::seconds(30));
  }
  return hold;
}

bool verifies(const CanaryHost& made) {
  return run({binary("sparkctl").string(), "evidence", "verify", "--state-dir",
              made.state().string()})
             .exit_code == 0;
}

// Until the run's file, the last one, is there and on record.
bool comes_to_verify(const CanaryHost& made) {
  const std::filesystem::directory_iterator none;
  for (int i = 0; i < 100; ++i) {
    const std::filesystem::directory_iterator files(made.state() / "evidence" / "canary");
    const bool is_there = std::any_of(files, none, [](const auto& entry) {
      return entry.path().filename().string().starts_with("canary_run_");
    });
    if (is_there && verifies(made)) return true;
    std::this_thread::sleep_for(std::chrono::milliseconds(100));
  }
  return false;
}

}  // namespace

TEST_CASE("a disk that fails in a canary: it is held, an abort takes effect, nothing is lost") {
  const Case cases[] = {
      {"full", [](const BadDisk&, const Sparkd& host) { limit_files(host.pid(), 100); },
       [](const BadDisk&, const Sparkd& host) { limit_files(host.pid(), RLIM_INFINITY); }},
      {"read-only", [](const BadDisk& disk, const Sparkd&) { disk.refuse(); },
       [](const BadDisk& disk, const Sparkd&) { disk.go_on(); }},
      {"stalled", [](const BadDisk& disk, const Sparkd&) { disk.stall(); },
       [](const BadDisk& disk, const Sparkd&) { disk.go_on(); }},
  };
  std::string figures;
  for (const Case& each : cases) {
    INFO(each.name);
    const BadDisk disk;
    const CanaryHost made;
    Sparkd host({"workers=1"}, made.config(), made.state());
    auto client = host.client("executor", host.token());
    candidate_answers(client, 40);
    REQUIRE(canary_order(host, "start", live_quick).status == 200);
    while (canary_status(host).at("weight").to_number<double>() == 0) candidate_answers(client, 1);
    each.fails(disk, host);
    // No phase after this one gets on record.
    const double open = quick_splits.at(canary_status(host).at("phase").to_number<size_t>() - 1);
    CHECK(wait_for_hold(host, client, open) == "not recorded");

    const auto reply = client.call("POST", "/canary/abort", "");
    REQUIRE(reply.has_value());
    CHECK(reply->status == 200);
    CHECK(candidate_answers(client, 500) == 0);
    const json::value aborted = json::parse(reply->body);
    CHECK_FALSE(aborted.at("recorded").as_bool());  // it does not say what is not so
    figures += std::string(each.name) + " disk: held, abort effective after " +
               std::to_string(aborted.at("effective_ms").to_number<double>()) + " ms\n";
    CHECK(canary_status(host).at("state").as_string() == "aborting");

    each.mends(disk, host);
    CHECK(canary_becomes(host, "state", "aborted"));
    CHECK(std::filesystem::exists(made.state() / "evidence" / "canary" / "rollback_log.txt"));
    CHECK(comes_to_verify(made));
    host.signal(SIGKILL);
    host.wait();
    CHECK(verifies(made));
    const Sparkd again({}, made.config(), made.state());
    CHECK(canary_becomes(again, "state", "aborted"));  // what ends it is written anew
    auto other = again.client("executor");
    CHECK(candidate_answers(other, 100) == 0);
  }
  report_figures("canary-disks", figures);
}
#endif
