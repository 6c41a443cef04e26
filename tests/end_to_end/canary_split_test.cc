// Whose answer a request gets in a live canary: by its key alone.
#include <algorithm>
#include <set>
#include <string>
#include <vector>

#include "end_to_end/canary_host.h"
#include "spark/stats/proportion.h"
#include "support/catch.h"

using namespace spark::test;

namespace {

constexpr int keys = 2'000;

using Keys = std::set<int>;

// One request for each key; which keys' answers were the candidate's. `in_header`: the key is the
// request's id, otherwise its symbol.
Keys ask_all(const Sparkd& host, bool in_header, bool backwards = false) {
  auto client = host.client("executor");
  Keys found;
  for (int from = 0; from < keys; from += 50) {
    std::vector<int> asked;
    std::string all;
    for (int i = from; i < from + 50; ++i) {
      asked.push_back(backwards ? keys - 1 - i : i);
      const std::string key = "client-" + std::to_string(asked.back());
      all += canary_request(in_header ? "BTCUSDT" : key, in_header ? key : "");
    }
    REQUIRE(client.send(all).has_value());
    for (const int key : asked) {
      const auto reply = client.receive();
      REQUIRE(reply.has_value());
      REQUIRE(reply->status == 200);
      if (is_candidates(*reply)) found.insert(key);
    }
  }
  return found;
}

void start_live(const Sparkd& host, const std::string& plan) {
  const auto started = canary_order(
      host, "start", R"({"confirm": true, "mode": "live", "plan": ")" + plan + R"("})");
  INFO(started.body);
  REQUIRE(started.status == 200);
  wait_for_weight(host);
}

void abort(const Sparkd& host) {
  host.json("executor", "POST", "/canary/abort");
  CHECK(canary_becomes(host, "state", "aborted"));
}

// The split that was asked for is one of those that so many hits are likely under.
void check_share(const Keys& found, double asked) {
  const auto interval =
      spark::stats::clopper_pearson(found.size(), static_cast<uint64_t>(keys), 0.99);
  REQUIRE(interval.has_value());
  INFO(found.size() << " of " << keys << " keys: " << interval->low << " to " << interval->high);
  CHECK(interval->low <= asked);
  CHECK(asked <= interval->high);
}

bool holds(const Keys& larger, const Keys& smaller) {
  return std::includes(larger.begin(), larger.end(), smaller.begin(), smaller.end());
}

}  // namespace

TEST_CASE(
    "a live split takes its share of the keys, always the same, and a larger one keeps them") {
  const bool in_header = GENERATE(true, false);
  INFO((in_header ? "by X-Request-Id" : "by a member of the body"));
  const CanaryHost made(in_header ? "" : "input.symbol");
  Keys quarter;
  {
    const Sparkd host({}, made.config(), made.state());
    CHECK(ask_all(host, in_header).empty());
    start_live(host, "quarter");
    quarter = ask_all(host, in_header);
    check_share(quarter, 0.25);
    CHECK(ask_all(host, in_header, true) == quarter);
    abort(host);
    CHECK(ask_all(host, in_header).empty());
  }
  // Another start of the host, and another run, select the same.
  const Sparkd host({}, made.config(), made.state());
  REQUIRE(canary_becomes(host, "state", "aborted"));
  ask_all(host, in_header);
  start_live(host, "tenth");
  const Keys tenth = ask_all(host, in_header);
  check_share(tenth, 0.1);
  CHECK(holds(quarter, tenth));
  abort(host);
  start_live(host, "quarter");
  CHECK(ask_all(host, in_header) == quarter);
  abort(host);
  start_live(host, "half");
  const Keys half = ask_all(host, in_header);
  check_share(half, 0.5);
  CHECK(holds(half, quarter));
}
