// Closed days of a recorder's log on the chain of a running host, and what sparkctl makes of them.
#include <sqlite3.h>

#include <csignal>
#include <ctime>
#include <filesystem>
#include <functional>
#include <thread>

#include "end_to_end/bad_disk.h"
#include "end_to_end/recording_host.h"
#include "support/catch.h"

using namespace spark::test;
using Catch::Matchers::ContainsSubstring;
namespace fs = std::filesystem;
namespace json = boost::json;

namespace {

std::string day_before(int days) {
  const std::time_t then = std::time(nullptr) - days * std::time_t{86'400};
  std::tm utc{};
  gmtime_r(&then, &utc);
  char text[16];
  return {text, std::strftime(text, sizeof text, "%Y-%m-%d", &utc)};
}

void predict(const Sparkd& host) {
  host.json("executor", "POST", "/predict",
            R"({"symbol": "BTCUSDT", "snapshot": {"ts": 1714521600000, "mid": 60000, )"
            R"("spreadBp": 1.5, "vol1m": 12, "rsi14": 50}})");
}

// Three rows, in a file of a past day that no record names: as a host left it that put no days on
// record, or that was killed before it could.
struct PastDay {
  PastDay() {
    {
      Sparkd host({}, recording.file(), recording.state());
      for (int i = 0; i < 3; ++i) predict(host);
      host.signal(SIGTERM);
      REQUIRE(host.wait().exit_code == 0);
    }
    for (const auto& each : fs::directory_iterator(log()))
      if (each.path().extension() == ".db") fs::rename(each.path(), kept());
    REQUIRE(fs::exists(kept()));
  }
  void put(const std::string& day) const { fs::copy_file(kept(), file(day)); }
  [[nodiscard]] fs::path kept() const { return recording.path("kept.db"); }
  [[nodiscard]] fs::path log() const { return recording.state() / "rows" / "recorder.predict"; }
  [[nodiscard]] fs::path file(const std::string& day) const { return log() / (day + ".db"); }

  [[nodiscard]] Ended sparkctl(std::vector<std::string> words) const {
    words.insert(words.begin(),
                 {binary("sparkctl").string(), "--state-dir", recording.state().string()});
    return run(words);
  }
  // "same", "differs" … of that day.
  [[nodiscard]] std::string state_of(const std::string& day) const {
    const auto found = json::parse(sparkctl({"rows", "verify", "--quiet", "--json"}).output);
    for (const auto& each : found.at("days").as_array())
      if (each.at("day").as_string() == day) return std::string(each.at("state").as_string());
    return "";
  }
  void await(const std::string& day, const std::string& state) const {
    while (state_of(day) != state) std::this_thread::sleep_for(std::chrono::milliseconds(50));
  }
  [[nodiscard]] size_t records(const std::string& action) const {
    const auto listed =
        json::parse(sparkctl({"evidence", "list", "--last", "10000", "--json"}).output);
    size_t count = 0;
    for (const auto& each : listed.at("records").as_array())
      if (each.at("action").as_string() == action) ++count;
    return count;
  }
  void change(const std::string& day) const {
    sqlite3* database = nullptr;
    REQUIRE(sqlite3_open(file(day).c_str(), &database) == SQLITE_OK);
    CHECK(sqlite3_exec(database, "UPDATE rows SET mid = mid + 1e-9 WHERE rowid = 2", nullptr,
                       nullptr, nullptr) == SQLITE_OK);
    sqlite3_close(database);
  }

  const Recording recording;
  const std::string yesterday = day_before(1);  // when the test began
  const std::string before = day_before(2);
};

}  // namespace

TEST_CASE("a past day is on record after a start, and a value changed since is found for good") {
  const PastDay past;
  past.put(past.yesterday);
  {
    const Sparkd host({}, past.recording.file(), past.recording.state());
    CHECK(past.state_of(past.before).empty());
    past.await(past.yesterday, "same");
  }
  const Ended well = past.sparkctl({"rows", "verify", "--quiet", "recorder.predict"});
  INFO(well.output);
  CHECK(well.exit_code == 0);
  CHECK(past.sparkctl({"evidence", "verify"}).exit_code == 0);
  past.change(past.yesterday);
  const Ended found = past.sparkctl({"rows", "verify", "--quiet"});
  CHECK(found.exit_code == 1);
  CHECK_THAT(found.output, ContainsSubstring("ROWS DIFFER: recorder.predict " + past.yesterday));
  past.put(past.before);
  const Sparkd again({}, past.recording.file(), past.recording.state());
  past.await(past.before, "same");
  CHECK(past.state_of(past.yesterday) == "differs");
  CHECK(past.records("close") == 2);
}

TEST_CASE("a host that is killed at any moment of its start has a day on record once in the end") {
  const PastDay past;
  past.put(past.yesterday);
  for (int after_ms = 200; after_ms <= 2'000; after_ms += 200)
    (void)run_and_kill(sparkd_command({}, past.recording.file(), past.recording.state()),
                       std::chrono::milliseconds(after_ms));
  const Sparkd host({}, past.recording.file(), past.recording.state());
  past.await(past.yesterday, "same");
  CHECK(past.records("close") == 1);
}

TEST_CASE("retention puts a removal on record, and an archived copy is verified by it") {
  const PastDay past;
  const fs::path archive = past.recording.path("archive");
  past.put("2020-02-29");
  {
    const Sparkd host({"rows_archive=" + archive.string()}, past.recording.file(),
                      past.recording.state());
    past.await("2020-02-29", "removed");
    while (fs::exists(past.file("2020-02-29")))
      std::this_thread::sleep_for(std::chrono::milliseconds(20));
  }
  CHECK(past.records("close") == 1);
  CHECK(past.records("expire") == 1);
  const Ended found = past.sparkctl({"rows", "verify", "--quiet", "--archive", archive.string()});
  INFO(found.output);
  CHECK(found.exit_code == 0);
  CHECK_THAT(found.output, ContainsSubstring("archive"));
  CHECK_THAT(found.output, ContainsSubstring("1 same"));
}

#ifndef SPARK_SANITIZED
TEST_CASE("a chain on a disk that stalls holds neither rows nor answers, and gets the day later") {
  const PastDay past;
  const BadDisk disk;
  const Sparkd host({}, past.recording.file(), past.recording.state());
  predict(host);
  // Today's file is made, and synced, before the disk stalls.
  while (past.sparkctl({"rows", "export", "recorder.predict", "--quiet", "--format", "json"})
             .output.find("\"mid\":60000") == std::string::npos)
    std::this_thread::sleep_for(std::chrono::milliseconds(20));
  disk.stall();
  past.put(past.yesterday);
  for (int i = 0; i < 100; ++i) predict(host);
  while (host.metric(R"(spark_rows_waiting_bytes{name="recorder.predict"})") > 0)
    std::this_thread::sleep_for(std::chrono::milliseconds(20));
  CHECK(past.state_of(past.yesterday) == "not on record");
  disk.go_on();
  past.await(past.yesterday, "same");
  CHECK(host.metric(R"(spark_rows_dropped_total{name="recorder.predict"})") == 0);
}
#endif
