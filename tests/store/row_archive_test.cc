// Archived days of record logs: what comes back, and what is refused.
#include "store/row_archive.h"

#include <fstream>

#include "store/row_day.h"
#include "store/row_reader.h"
#include "support/catch.h"
#include "support/temporary_folder.h"

using namespace spark;
using namespace spark::store;
using Catch::Matchers::ContainsSubstring;

namespace {

const RowColumns archived_columns = {{"at", RowType::i64, true, false}, {"score", RowType::f64}};

// A day of 100 rows.
RowDay made(const std::filesystem::path& file) {
  auto opened = RowDay::open(file, {30, 1U << 30});
  REQUIRE(opened.has_value());
  REQUIRE(opened->prepare(archived_columns).has_value());
  REQUIRE(opened->begin().has_value());
  for (int64_t i = 0; i < 100; ++i) {
    const RowValue row[] = {i, 0.1 * static_cast<double>(i)};
    REQUIRE(opened->insert(row).has_value());
  }
  REQUIRE(opened->commit().has_value());
  return std::move(*opened);
}

struct ArchivedDay {
  test::TemporaryFolder folder;
  std::filesystem::path live = folder.path() / "live";
  std::filesystem::path archive = folder.path() / "archive";
  std::filesystem::path file = day_file(live, "2026-11-27");
  std::atomic<bool> stop{false};

  // The day stays open, so that its rows are in the write-ahead log alone.
  RowDay day = made(file);

  static size_t rows_in(const std::filesystem::path& from) {
    size_t rows = 0;
    REQUIRE(read_rows(from, {archived_columns}, [&rows](std::span<const RowValue> row) {
              CHECK(std::get<double>(row[1]) ==
                    0.1 * static_cast<double>(std::get<int64_t>(row[0])));
              ++rows;
              return true;
            }).has_value());
    return rows;
  }
};

}  // namespace

TEST_CASE_METHOD(ArchivedDay, "an archived day gives its rows back, and may be archived again") {
  REQUIRE(archive_day(file, archive, stop).value() == Archived::now);
  REQUIRE(archive_day(file, archive, stop).value() == Archived::before);
  const auto days = list_archived(archive);
  REQUIRE(days.has_value());
  REQUIRE(days->size() == 1);
  CHECK(days->front().day == "2026-11-27");
  const auto back = folder.path() / "back";
  std::filesystem::create_directory(back);
  REQUIRE(unpack_day(archive, "2026-11-27", back).has_value());
  CHECK(rows_in(back) == 100);
  CHECK(rows_in(live) == 100);
}

TEST_CASE_METHOD(ArchivedDay, "an archived day that was changed, or has no sum, is not read") {
  REQUIRE(archive_day(file, archive, stop).has_value());
  const auto packed = archive / "2026-11-27.db.gz";
  std::ofstream(packed, std::ios::binary | std::ios::app) << 'x';
  const auto changed = unpack_day(archive, "2026-11-27", folder.path());
  REQUIRE_FALSE(changed.has_value());
  CHECK_THAT(changed.error().text, ContainsSubstring("expected the digest"));
  std::filesystem::remove(packed.string() + ".sha256");
  CHECK_FALSE(unpack_day(archive, "2026-11-27", folder.path()).has_value());
}

TEST_CASE_METHOD(ArchivedDay, "a day that has rows beyond its archived copy is no archived day") {
  REQUIRE(archive_day(file, archive, stop).has_value());
  REQUIRE(day.begin().has_value());
  const RowValue late[] = {int64_t{100}, 10.0};
  REQUIRE(day.insert(late).has_value());
  REQUIRE(day.commit().has_value());
  const auto refused = archive_day(file, archive, stop);
  REQUIRE_FALSE(refused.has_value());
  CHECK_THAT(refused.error().text, ContainsSubstring("archived already, with other rows"));
  CHECK_THAT(refused.error().text, ContainsSubstring("expected the 101 rows of"));
  CHECK_THAT(refused.error().text, ContainsSubstring("found 100"));
  // The archived copy stays what it was, and nothing else is left beside it.
  REQUIRE(unpack_day(archive, "2026-11-27", folder.path()).has_value());
  CHECK(rows_in(folder.path()) == 100);
  CHECK(std::distance(std::filesystem::directory_iterator(archive), {}) == 2);
  for (const char* of_it : {"2026-11-27.db.gz", "2026-11-27.db.gz.sha256"})
    std::filesystem::remove(archive / of_it);
  CHECK(archive_day(file, archive, stop).value() == Archived::now);
}

TEST_CASE_METHOD(ArchivedDay, "an archived copy that was damaged since is no archived day") {
  REQUIRE(archive_day(file, archive, stop).has_value());
  std::ofstream(archive / "2026-11-27.db.gz", std::ios::binary | std::ios::app) << 'x';
  const auto refused = archive_day(file, archive, stop);
  REQUIRE_FALSE(refused.has_value());
  CHECK_THAT(refused.error().text, ContainsSubstring("expected the digest"));
  CHECK(rows_in(live) == 100);
}

TEST_CASE_METHOD(ArchivedDay, "a host that ends leaves no half of an archived day") {
  stop = true;
  CHECK_FALSE(archive_day(file, archive, stop).has_value());
  CHECK(list_archived(archive).value().empty());
  CHECK(std::filesystem::is_empty(archive));
}

TEST_CASE_METHOD(ArchivedDay, "a day whose rows are not those on record is not archived") {
  RowDigest recorded = digest_of_day(file, stop).value();
  REQUIRE(archive_day(file, archive, stop, &recorded).value() == Archived::now);
  REQUIRE(archive_day(file, archive, stop, &recorded).value() == Archived::before);
  const auto is_refused = [&](const std::filesystem::path& into) {
    const auto refused = archive_day(file, into, stop, &recorded);
    REQUIRE(refused.has_error());
    CHECK_THAT(refused.error().text, ContainsSubstring("the day's rows are not those on record"));
  };
  const RowValue late[] = {int64_t{100}, 10.0};
  REQUIRE(day.begin().has_value());
  REQUIRE(day.insert(late).has_value());
  REQUIRE(day.commit().has_value());
  const auto fresh = folder.path() / "fresh";
  is_refused(fresh);
  CHECK(list_archived(fresh).value().empty());
  recorded.sha256[0] = recorded.sha256[0] == '0' ? '1' : '0';
  REQUIRE(archive_day(file, fresh, stop).value() == Archived::now);
  is_refused(fresh);  // the archive has the day already
}
