// Days that are over: what the chain has of them, and when they may be removed.
#include "services/closed_days.h"

#include <sqlite3.h>

#include <future>

#include "base/json_object.h"
#include "record_rig.h"

using namespace spark;
using namespace spark::services;
using namespace spark::test;
using Catch::Matchers::ContainsSubstring;

namespace {

constexpr const char* first_day = "rows/p.trades/2026-11-27";

std::string line(const store::Entry& entry) {
  return entry.record.action + " " + entry.record.object + " " + entry.record.result;
}

std::vector<std::string> lines(const RecordRig& rig) {
  std::vector<std::string> all;
  for (const auto& entry : rig.records()) all.push_back(line(entry));
  return all;
}

store::RowDigest digest_of(const std::filesystem::path& file) {
  const std::atomic<bool> stop{false};
  const auto found = store::digest_of_day(file, stop);
  INFO((found ? "" : found.error().text));
  REQUIRE(found.has_value());
  return *found;
}

void change_rows(const std::filesystem::path& file, const char* sql) {
  sqlite3* database = nullptr;
  REQUIRE(sqlite3_open(file.c_str(), &database) == SQLITE_OK);
  CHECK(sqlite3_exec(database, sql, nullptr, nullptr, nullptr) == SQLITE_OK);
  sqlite3_close(database);
}

// A folder in which a host wrote two rows on the first day, and ended on it.
struct EndedDay {
  EndedDay() {
    RecordRig rig(folder.path());
    ::spark_rows* const rows = rig.acting(&rig.first, columns, {2, 1 << 30});
    rig.record(rows, noon, 0.5);
    rig.record(rows, noon + 1, 0.25);
    CHECK(rig.records().empty());
  }
  [[nodiscard]] std::filesystem::path file() const {
    return store::day_file(store::log_folder(folder.path(), "p.trades"), "2026-11-27");
  }
  TemporaryFolder folder;
};

}  // namespace

TEST_CASE("a day that is over is put on record once, with its rows, their digest and its losses") {
  const TemporaryFolder folder;
  {
    RecordRig rig(folder.path());
    ::spark_rows* const rows = rig.acting(&rig.first);
    const int taken = RecordRig::fill(rows);
    rig.writer.step_delayed();
    rig.settle();
    CHECK(rig.records().empty());
    rig.utc_ms += day_ms;
    rig.settle();
    rig.settle();
    const auto records = rig.records();
    REQUIRE(records.size() == 1);
    CHECK(line(records[0]) == std::string("close ") + first_day + " done");
    const store::Record& record = records[0].record;
    CHECK(record.actor == "host");
    REQUIRE(record.digests.size() == 1);
    CHECK(record.digests[0].name == first_day);
    CHECK(record.digests[0].sha256 == digest_of(rig.file()).sha256);
    const base::JsonObject detail(record.detail);
    CHECK(detail.whole("rows") == taken);
    CHECK(detail.whole("columns") == 2);
    CHECK(detail.whole("dropped") == 1);
    CHECK(detail.whole("dropped_from_utc_ms") == noon);
    CHECK(detail.whole("bytes").value_or(0) > taken);
  }
  RecordRig again(folder.path());
  again.utc_ms = noon + day_ms;
  again.settle();
  CHECK(again.records().size() == 1);
}

TEST_CASE("a day that ended while the host was down is put on record at the next start") {
  const EndedDay ended;
  RecordRig rig(ended.folder.path());
  rig.utc_ms = noon + day_ms;
  rig.settle();
  REQUIRE(rig.records().size() == 1);
  const store::Record record = rig.records()[0].record;
  CHECK(base::JsonObject(record.detail).whole("rows") == 2);
  CHECK_THAT(record.detail, ContainsSubstring(R"("dropped":null)"));
}

TEST_CASE("a host that dies between the digest and the record leaves the day to the next start") {
  const EndedDay ended;
  {
    RecordRig rig(ended.folder.path());
    rig.utc_ms = noon + day_ms;
    rig.has_died = true;
    rig.settle();
    CHECK(rig.records().empty());
  }
  RecordRig rig(ended.folder.path());
  rig.utc_ms = noon + day_ms;
  rig.settle();
  CHECK(lines(rig) == std::vector<std::string>{std::string("close ") + first_day + " done"});
}

TEST_CASE("rows that come into a day on record, since the clock was set back, have a record") {
  RecordRig rig;
  ::spark_rows* const rows = rig.acting(&rig.first);
  rig.record(rows, noon, 0.5);
  rig.record(rows, noon + day_ms, 0.25);
  rig.settle();
  const std::string close = std::string("close ") + first_day;
  const std::string reopen = std::string("reopen ") + first_day + " done";
  REQUIRE(lines(rig) == std::vector<std::string>{close + " done"});
  rig.record(rows, noon + 5'000, 0.125);
  rig.record(rows, noon + 6'000, 0.0625);
  rig.settle();
  CHECK(lines(rig) == std::vector<std::string>{close + " done", reopen});
  rig.record(rows, noon + 2 * day_ms, 0);
  rig.settle();
  auto all = lines(rig);
  REQUIRE(all.size() == 4);
  CHECK(all[2] == close + " grown");
  CHECK(all[3] == "close rows/p.trades/2026-11-28 done");
  const base::JsonObject detail(rig.records()[2].record.detail);
  CHECK(detail.whole("rows") == 3);
  CHECK(detail.whole("before") == 1);

  SECTION("and what was on record and is no longer the same is said") {
    rig.record(rows, noon + 7'000, 0);
    rig.settle();
    change_rows(rig.file(), "UPDATE rows SET score = 7 WHERE rowid = 1");
    rig.record(rows, noon + 2 * day_ms + 60'000, 0);
    rig.settle();
    all = lines(rig);
    REQUIRE(all.size() == 6);
    CHECK(all[5] == close + " differs");
  }
}

TEST_CASE("rows that come while the record of their day waits for the disk have a record, too") {
  RecordRig rig;
  ::spark_rows* const rows = rig.acting(&rig.first);
  rig.record(rows, noon, 0.5);
  rig.is_stalled = true;
  rig.record(rows, noon + day_ms, 0.25);
  rig.settle();
  CHECK(rig.waiting.size() == 1);
  rig.record(rows, noon + 20'000, 0.125);
  rig.settle();
  rig.go_on();
  rig.settle();
  const std::string object = first_day;
  CHECK(lines(rig) ==
        std::vector<std::string>{"close " + object + " done", "reopen " + object + " done"});
  rig.record(rows, noon + day_ms + 60'000, 0);
  rig.settle();
  CHECK(lines(rig).back() == "close " + object + " grown");
  CHECK(base::JsonObject(rig.records().back().record.detail).whole("rows") == 2);
}

TEST_CASE("rows of a day on record that others add or change get no record of the host") {
  const EndedDay ended;
  const char* const change =
      GENERATE("UPDATE rows SET score = 7 WHERE rowid = 1", "INSERT INTO rows VALUES (1, 2)");
  for (int start = 0; start < 3; ++start) {
    RecordRig rig(ended.folder.path());
    rig.utc_ms = noon + day_ms;
    rig.settle();
    CHECK(lines(rig) == std::vector<std::string>{std::string("close ") + first_day + " done"});
    change_rows(ended.file(), change);
  }
}

TEST_CASE("retention removes a day only when it and its removal are on record") {
  const EndedDay ended;
  RecordRig rig(ended.folder.path());
  rig.utc_ms = noon + 2 * day_ms;
  rig.is_refused = true;
  rig.settle();
  CHECK(std::filesystem::exists(ended.file()));
  REQUIRE(rig.logs.degraded().size() == 1);
  CHECK_THAT(rig.logs.degraded()[0],
             ContainsSubstring("record log p.trades: the rows of 2026-11-27 are not on record"));
  rig.is_refused = false;
  const std::string digest = digest_of(ended.file()).sha256;
  rig.utc_ms += 60'000;
  for (int i = 0; i < 10 && rig.records().empty(); ++i) rig.writer.step_delayed();
  REQUIRE(rig.records().size() == 1);
  CHECK(rig.logs.degraded().empty());
  CHECK(std::filesystem::exists(ended.file()));
  SECTION("and not while the chain refuses its removal") {
    rig.is_refused = true;
    rig.settle();
    CHECK(std::filesystem::exists(ended.file()));
    rig.is_refused = false;
  }
  rig.settle();
  CHECK_FALSE(std::filesystem::exists(ended.file()));
  const auto records = rig.records();
  REQUIRE(records.size() == 2);
  CHECK(line(records[1]) == std::string("expire ") + first_day + " done");
  CHECK(records[1].record.digests[0].sha256 == digest);
  CHECK(records[1].record.detail == R"({"rows":2,"record":1,"archived":false})");
}

TEST_CASE("a host that died between a removal's record and the removal removes without another") {
  const EndedDay ended;
  {
    RecordRig rig(ended.folder.path());
    rig.utc_ms = noon + day_ms;
    rig.settle();
    const auto days = store::recorded_days(ended.folder.path() / "chain").value();
    rig.chain.append(store::expire_record(first_day, days.at(first_day).seal(), false)).value();
  }
  RecordRig rig(ended.folder.path());
  rig.utc_ms = noon + 3 * day_ms;
  rig.settle();
  CHECK_FALSE(std::filesystem::exists(ended.file()));
  CHECK(rig.records().size() == 2);
}

TEST_CASE("a damaged day stays and is named, and keeps no other day") {
  const TemporaryFolder folder;
  {
    RecordRig rig(folder.path());
    ::spark_rows* const rows = rig.acting(&rig.first, columns, {2, 1 << 30});
    rig.record(rows, noon, 1);
    rig.record(rows, noon + day_ms, 2);
    std::ofstream(rig.file(), std::ios::trunc) << "this is no database, though it was one once";
  }
  RecordRig rig(folder.path());
  rig.utc_ms = noon + 9 * day_ms;
  rig.settle();
  CHECK(rig.removed == "rows/p.trades/2026-11-28;");
  CHECK(std::filesystem::exists(rig.file()));
  REQUIRE(rig.logs.degraded().size() == 1);
  CHECK_THAT(rig.logs.degraded()[0], ContainsSubstring("2026-11-27.db"));
  std::filesystem::remove(rig.file());
  rig.settle();
  CHECK(rig.logs.degraded().empty());
}

TEST_CASE("a chain that cannot be read keeps all days, and is named") {
  const EndedDay ended;
  RecordRig rig(ended.folder.path());
  std::ofstream(ended.folder.path() / "chain" / "none.seg") << "x";
  rig.utc_ms = noon + 9 * day_ms;
  rig.settle();
  CHECK(std::filesystem::exists(ended.file()));
  REQUIRE(rig.logs.degraded().size() == 1);
  CHECK_THAT(rig.logs.degraded()[0], ContainsSubstring("which days are on record is not known"));
  std::filesystem::remove(ended.folder.path() / "chain" / "none.seg");
  rig.utc_ms += 60'000;
  rig.settle();
  CHECK(rig.removed == std::string(first_day) + ";");
}

TEST_CASE("work that a disk holds keeps neither its thread nor the end") {
  std::promise<void> disk;
  const auto ended = std::make_shared<std::promise<bool>>();
  {
    Aside aside(std::chrono::milliseconds(1));
    aside.start([held = disk.get_future().share(), ended](const std::atomic<bool>& stop) {
      held.wait();
      ended->set_value(stop.load());
    });
    CHECK_FALSE(aside.is_free());
  }
  disk.set_value();
  CHECK(ended->get_future().get());
}
