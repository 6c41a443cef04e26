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

struct Archived {
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

TEST_CASE_METHOD(Archived, "an archived day gives its rows back, and may be archived again") {
  REQUIRE(archive_day(file, archive, stop).has_value());
  REQUIRE(archive_day(file, archive, stop).has_value());
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

TEST_CASE_METHOD(Archived, "an archived day that was changed, or has no sum, is not read") {
  REQUIRE(archive_day(file, archive, stop).has_value());
  const auto packed = archive / "2026-11-27.db.gz";
  std::ofstream(packed, std::ios::binary | std::ios::app) << 'x';
  const auto changed = unpack_day(archive, "2026-11-27", folder.path());
  REQUIRE_FALSE(changed.has_value());
  CHECK_THAT(changed.error().text, ContainsSubstring("expected the digest"));
  std::filesystem::remove(packed.string() + ".sha256");
  CHECK_FALSE(unpack_day(archive, "2026-11-27", folder.path()).has_value());
}

TEST_CASE_METHOD(Archived, "a host that ends leaves no half of an archived day") {
  stop = true;
  CHECK_FALSE(archive_day(file, archive, stop).has_value());
  CHECK(list_archived(archive).value().empty());
  CHECK(std::filesystem::is_empty(archive));
}
