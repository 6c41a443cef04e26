// A host is killed while a replay feeds the features' histories: they come back as they were when
// they were kept, and what is not ready is null.
#include <charconv>
#include <chrono>
#include <cmath>
#include <csignal>
#include <fstream>
#include <optional>
#include <random>
#include <thread>

#include "end_to_end/changes.h"
#include "features/histories.h"
#include "plugins/plugin_file.h"
#include "spark/offline/snapshot_stage.h"
#include "support/case_count.h"
#include "support/catch.h"

using namespace spark::test;
using spark::market::Snapshot;
using spark::offline::SnapshotStage;

namespace {

constexpr uint32_t kill_after_ms_max = 1'500;
constexpr size_t warm = 2'000;  // minutes in the market file

const std::vector<std::string> sets = {"v1.8.1", "v1.8.2"};

// A pipeline that feeds the histories and one that only looks; both answer all features.
std::string configuration(const std::vector<std::string>& names, uint32_t symbols = 64) {
  std::string answer;
  for (const std::string& name : names) answer += "      " + name + "?: features." + name + "\n";
  std::string out =
      "listeners:\n"
      "  executor: {address: 127.0.0.1, port: 4001}\n"
      "  ml-engine: {address: 127.0.0.1, port: 4010}\n"
      "  admin: {address: 127.0.0.1, port: 4002, access: admin, token_file: admin.token}\n"
      "state_dir: var\n"
      "confirm: {after: 1ms, answers: 0}\n"
      "plugins:\n"
      "  features: {with: {sets: [v1.8.1, v1.8.2], warm_from: [market.csv], symbols: " +
      std::to_string(symbols) + "}}\npipelines:\n";
  for (const char* name : {"feed", "look"}) {
    out.append("  ").append(name).append(":\n    route: POST executor /").append(name);
    out +=
        "\n    input:\n      symbol: string?\n"
        "      snapshot: {ts: int, mid: float, spreadBp: float, vol1m: float, rsi14: float}\n"
        "    stages:\n"
        "      features: {plugin: features, required: true, with: {snapshot: input.snapshot, "
        "key: input.symbol, advance: ";
    out += name == std::string("feed") ? "true" : "false";
    out += "}}\n    answer:\n" + answer + "      left?: features.minutes_left\n";
  }
  return out;
}

void write_market(const std::filesystem::path& file, const std::vector<Snapshot>& market) {
  std::ofstream out(file);
  out << "ts,mid,spreadBp,vol1m,rsi14,symbol\n";
  out.precision(17);
  for (const Snapshot& s : market) {
    out << s.ts_ms << ',' << s.mid << ',' << s.spread_bp << ',' << s.vol_1m << ',' << s.rsi_14
        << ',' << s.symbol << '\n';
  }
}

// NaN for null.
double value_in(const std::string& answer, const std::string& name) {
  const size_t at = answer.find("\"" + name + "\":");
  if (at == std::string::npos) return std::nan("");
  double value = std::nan("");
  std::from_chars(answer.data() + at + name.size() + 3, answer.data() + answer.size(), value);
  return value;
}

std::string ask(spark::tool::Client& client, const std::string& path, const Snapshot& snapshot) {
  std::string body;
  append_json(body, snapshot);
  const auto answer = client.call("POST", path, body);
  return answer && answer->status == 200 ? answer->body : std::string();
}

// The newest minute that the host's history has, as an index of the market: before it a reader gets
// no answer.
size_t newest_of(spark::tool::Client& client, const std::vector<Snapshot>& market) {
  size_t low = 0, high = market.size() - 1;  // high is answered
  while (low < high) {
    const size_t middle = (low + high) / 2;
    if (std::isnan(value_in(ask(client, "/look", market[middle]), "left")))
      low = middle + 1;
    else
      high = middle;
  }
  return low;
}

// Feeds minute after minute until the host is gone; checks each answer.
class Feed {
 public:
  Feed(const Sparkd& host, const std::vector<Snapshot>& market, size_t from,
       SnapshotStage& expected)
      : thread_([this, &market, from, &expected, client = host.client("executor")]() mutable {
          std::vector<double> row(expected.names().size());
          for (size_t i = from; i < market.size(); ++i) {
            const std::string answer = ask(client, "/feed", market[i]);
            if (answer.empty()) return;
            if (!expected.run(market[i], row)) ++wrong_;
            for (size_t k = 0; k < row.size(); ++k) {
              const double value = value_in(answer, expected.names()[k]);
              if (value != row[k] && !(std::isnan(value) && std::isnan(row[k]))) ++wrong_;
            }
            ++answered_;
            std::this_thread::sleep_for(std::chrono::milliseconds(2));
          }
        }) {}
  void wait() { thread_.join(); }
  [[nodiscard]] size_t answered() const { return answered_; }
  [[nodiscard]] size_t wrong() const { return wrong_; }

 private:
  size_t answered_ = 0;
  size_t wrong_ = 0;
  std::thread thread_;
};

// What the history until `newest` and the next minute after it give.
std::vector<double> expected_after(const std::vector<Snapshot>& market, size_t newest) {
  SnapshotStage stage = SnapshotStage::open(spark::testing::plugin_file("features"), sets).value();
  std::vector<double> row(stage.names().size());
  for (size_t i = 0; i <= newest + 1; ++i) REQUIRE(stage.run(market[i], row).has_value());
  return row;
}

}  // namespace

TEST_CASE("after kill -9 histories are as they were when they were kept") {
  const TemporaryFolder folder;
  const auto names =
      SnapshotStage::open(spark::testing::plugin_file("features"), sets).value().names();
  const std::vector<Snapshot> market = random_market(31, 60'000, 0);
  write_market(folder.path() / "market.csv", {market.begin(), market.begin() + warm});
  const auto config = folder.path() / "host.yaml";
  std::ofstream(config) << configuration(names);

  std::mt19937 random(20261127);
  const uint32_t rounds = is_full_soak() ? 50 : 5;
  size_t answered = 0, kept = warm - 1, passed = 0;
  for (uint32_t round = 0; round < rounds; ++round) {
    INFO("round " << round);
    Sparkd host({}, config, folder.path() / "state");
    REQUIRE(host.prints("warm_from: BTCUSDT: minutes until"));
    REQUIRE(host.prints("is confirmed"));  // two ends before that set histories aside
    auto client = host.client("executor");
    const size_t newest = newest_of(client, market);
    // Nothing that was kept before is lost, and nothing is there that was not acknowledged.
    CHECK(newest >= kept);
    const std::string seen = ask(client, "/look", market[newest + 1]);
    const auto expected = expected_after(market, newest);
    bool is_equal = true;
    for (size_t k = 0; k < names.size(); ++k) {
      CAPTURE(names[k]);
      is_equal = is_equal && value_in(seen, names[k]) == expected[k];
      CHECK(value_in(seen, names[k]) == expected[k]);
    }
    passed += is_equal ? 1 : 0;
    kept = newest;

    SnapshotStage stage =
        SnapshotStage::open(spark::testing::plugin_file("features"), sets).value();
    std::vector<double> row(names.size());
    for (size_t i = 0; i <= newest; ++i) REQUIRE(stage.run(market[i], row).has_value());
    Feed feed(host, market, newest + 1, stage);
    std::this_thread::sleep_for(std::chrono::milliseconds(random() % kill_after_ms_max));
    host.signal(SIGKILL);
    feed.wait();
    CHECK(feed.wrong() == 0);
    answered += feed.answered();
  }
  // After a gap what is not ready is null, not a number.
  Sparkd host({}, config, folder.path() / "state");
  REQUIRE(host.prints("warm_from: BTCUSDT: minutes until"));
  auto client = host.client("executor");
  const size_t newest = newest_of(client, market);
  CHECK(newest > warm);
  const std::string after_gap = ask(client, "/feed", market[newest + 10]);
  for (const char* name : {"mid_logret_1m", "zscore_mid_24h", "ret_5m_vol", "log_volume_dev",
                           "spread_rel", "rv_5m_rel", "rv_60m_rel"}) {
    CAPTURE(name);
    CHECK(std::isnan(value_in(after_gap, name)));
  }
  CHECK(value_in(after_gap, "rsi14_z") == (market[newest + 10].rsi_14 - 50) / 30);
  report_cases("history-kill", passed, rounds, std::to_string(answered) + " minutes fed");
}

TEST_CASE("a reload that makes the plugin object anew keeps the histories") {
  const TemporaryFolder folder;
  const auto names =
      SnapshotStage::open(spark::testing::plugin_file("features"), sets).value().names();
  const std::vector<Snapshot> market = random_market(32, warm + 10, 0);
  write_market(folder.path() / "market.csv", {market.begin(), market.begin() + warm});
  const auto config = folder.path() / "host.yaml";
  std::ofstream(config) << configuration(names);
  const Sparkd host({}, config, folder.path() / "state");
  REQUIRE(host.prints("warm_from: BTCUSDT: minutes until"));
  auto client = host.client("executor");
  for (size_t i = warm; i < warm + 5; ++i) REQUIRE_FALSE(ask(client, "/feed", market[i]).empty());
  std::ofstream(config) << configuration(names, 65);
  post_admin(host, "/admin/v1/reload");
  const auto expected = expected_after(market, warm + 4);
  const std::string seen = ask(client, "/look", market[warm + 5]);
  for (size_t k = 0; k < names.size(); ++k) {
    CAPTURE(names[k]);
    CHECK(value_in(seen, names[k]) == expected[k]);
  }
}
