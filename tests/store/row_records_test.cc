// What the chain says of days of record logs, and digests of their beginnings.
#include "store/row_records.h"

#include <fstream>

#include "store/chain.h"
#include "store/row_day.h"
#include "support/catch.h"
#include "support/temporary_folder.h"

using namespace spark;
using namespace spark::store;

namespace {

constexpr const char* object = "rows/p.trades/2026-11-27";
const std::atomic<bool> unstopped{false};

ClosedDay closed_day(char digit, uint64_t rows) {
  ClosedDay day;
  day.digest = {2, 3, rows, std::string(64, digit)};
  day.bytes = 4'096;
  return day;
}

RecordedDay after(const std::vector<Record>& records) {
  RecordedDays days;
  uint64_t sequence = 0;
  for (const Record& each : records) note_day(days, ++sequence, each);
  return days[object];
}

const RowColumns two_columns = {{"at", RowType::i64, true, false}, {"name", RowType::text_id}};
const RowColumns three_columns = {
    {"at", RowType::i64, true, false}, {"name", RowType::text_id}, {"hit", RowType::boolean}};

void add_rows(const std::filesystem::path& file, const RowColumns& columns, int from, int to) {
  auto day = RowDay::open(file, {30, 1 << 30}).value();
  day.prepare(columns).value();
  day.begin().value();
  for (int i = from; i < to; ++i) {
    const std::string text = "name " + std::to_string(i % 7 + from);
    std::vector<RowValue> values = {int64_t{i}, std::string_view(text)};
    if (columns.size() > 2) values.emplace_back(true);
    day.insert(values).value();
  }
  day.commit().value();
}

}  // namespace

TEST_CASE("a day's records say what its file must have, and a removal what an archived one must") {
  CHECK(after({}).seal() == nullptr);
  const Record first = close_record(object, closed_day('a', 10));
  const RecordedDay closed = after({first});
  REQUIRE(closed.seal() != nullptr);
  CHECK(closed.seal()->sequence == 1);
  CHECK(closed.seal()->digest == closed_day('a', 10).digest);

  ClosedDay grown = closed_day('b', 12);
  grown.how = DayClosing::grown;
  grown.before = 1;
  CHECK(after({first, reopen_record(object)}).is_open);
  const RecordedDay again = after({first, reopen_record(object), close_record(object, grown)});
  CHECK_FALSE(again.is_open);
  CHECK(again.closed->digest.rows == 12);
  CHECK(again.differed == 0);
  grown.how = DayClosing::differs;
  CHECK(after({first, reopen_record(object), close_record(object, grown)}).differed == 3);

  const RecordedDay removed = after({first, expire_record(object, closed.seal(), true)});
  CHECK_FALSE(removed.closed.has_value());
  CHECK(removed.removed->digest == closed_day('a', 10).digest);
  CHECK(removed.removal == 2);
  CHECK(removed.is_archived);
}

TEST_CASE("a removal by a host that put no days on record says only that") {
  const RecordedDay removed = after({{"host", "expire", object, {}, "done", ""}});
  CHECK(removed.removal == 1);
  CHECK(removed.seal() == nullptr);
  CHECK_FALSE(removed.is_archived);
}

TEST_CASE("only records of the host about a day say something of days") {
  Record record = close_record(object, closed_day('a', 10));
  record.actor = "http";
  CHECK(after({record}).seal() == nullptr);
  record.actor = "host";
  for (const char* other : {"rows/p.trades", "rows/p.trades/2026-13-01",
                            "model/p.trades/2026-11-27", "rows/2026-11-27", ""}) {
    RecordedDays days;
    record.object = other;
    note_day(days, 1, record);
    INFO(other);
    CHECK(days.empty());
  }
}

TEST_CASE("losses that are not known are null on record, and known ones bear since when") {
  ClosedDay day = closed_day('a', 10);
  CHECK(close_record(object, day).detail ==
        R"({"rows":10,"columns":2,"texts":3,"bytes":4096,"dropped":null})");
  day.dropped = 5;
  day.dropped_from_utc_ms = 77;
  day.before = 3;
  CHECK(close_record(object, day).detail ==
        R"({"rows":10,"columns":2,"texts":3,"bytes":4096,"dropped":5,"dropped_from_utc_ms":77,)"
        R"("before":3})");
}

TEST_CASE("the days on record are read from the chain's files") {
  const test::TemporaryFolder folder;
  auto chain = Chain::open(folder.path()).value().chain;
  chain.append(Record{"http", "swap", "m", {}, "done", ""}).value();
  chain.append(close_record(object, closed_day('c', 4))).value();
  const auto days = recorded_days(folder.path() / "chain").value();
  REQUIRE(days.size() == 1);
  CHECK(days.at(object).seal()->sequence == 2);
  CHECK(log_day_of(object)->log == "p.trades");
  CHECK(log_day_of(object)->day == "2026-11-27");
}

// Chains have such digests for years. The value is from another program, by docs/recording.md.
TEST_CASE("the digest of a day is what its page says, and stays so") {
  const test::TemporaryFolder folder;
  const auto file = folder.path() / "2026-11-27.db";
  auto day = RowDay::open(file, {30, 1 << 30}).value();
  day.prepare(
         {{"at", RowType::i64, true, false}, {"name", RowType::text_id}, {"score", RowType::f64}})
      .value();
  day.begin().value();
  const RowValue first[] = {int64_t{1}, std::string_view("a"), 0.5};
  const RowValue second[] = {int64_t{-2}, {}, {}};
  day.insert(first).value();
  day.insert(second).value();
  day.commit().value();
  CHECK(digest_of_day(file, unstopped).value().sha256 ==
        "4aa6e55b8f18d945adf864563a7fd21d4c8a4434c9f1042978d844ce26eac54c");
}

TEST_CASE("a day that only grew, even by texts and a column, begins with what it was") {
  const test::TemporaryFolder folder;
  const auto file = folder.path() / "2026-11-27.db";
  add_rows(file, two_columns, 0, 100);
  settle_day(file).value();
  const RowDigest before = digest_of_day(file, unstopped).value();
  CHECK(before.rows == 100);
  CHECK(before.columns == 2);
  CHECK(before.texts == 7);
  CHECK(digest_of_day(file, unstopped, &before).value() == before);
  add_rows(file, three_columns, 100, 130);
  const RowDigest grown = digest_of_day(file, unstopped).value();
  CHECK(grown.rows == 130);
  CHECK(grown.columns == 3);
  CHECK(grown.sha256 != before.sha256);
  CHECK(digest_of_day(file, unstopped, &before).value() == before);
  std::filesystem::remove(file);
  add_rows(file, two_columns, 1, 101);
  CHECK(digest_of_day(file, unstopped, &before).value() != before);
}

TEST_CASE("a day that a kill kept from getting its tables has no rows, and is digested") {
  const test::TemporaryFolder folder;
  const auto file = folder.path() / "2026-11-27.db";
  std::ofstream(file).flush();
  const RowDigest none = digest_of_day(file, unstopped).value();
  CHECK(none.rows == 0);
  CHECK(none.columns == 0);
  RowDay::open(file, {30, 1 << 30}).value();
  CHECK(digest_of_day(file, unstopped).value() == none);
  CHECK_FALSE(digest_of_day(folder.path() / "2026-11-28.db", unstopped).has_value());
}

TEST_CASE("a settled day has all its rows in the file itself") {
  const test::TemporaryFolder folder;
  const auto file = folder.path() / "2026-11-27.db";
  auto day = RowDay::open(file, {30, 1 << 30}).value();
  day.prepare(two_columns).value();
  day.begin().value();
  const RowValue row[] = {int64_t{1}, std::string_view("a")};
  day.insert(row).value();
  day.commit().value();
  settle_day(file).value();
  std::filesystem::create_directory(folder.path() / "copy");
  const auto copy = folder.path() / "copy" / "2026-11-27.db";
  std::filesystem::copy_file(file, copy);  // without what SQLite keeps beside it
  CHECK(digest_of_day(copy, unstopped).value() == digest_of_day(file, unstopped).value());
  CHECK(digest_of_day(copy, unstopped).value().rows == 1);
}
