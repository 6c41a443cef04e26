// Record logs on full and damaged disks, and the days that expire.
#include "record_rig.h"

using namespace spark;
using namespace spark::services;
using namespace spark::test;
using Catch::Matchers::ContainsSubstring;

TEST_CASE("a disk that refuses is named, and gets the rows that waited when it takes them again") {
  RecordRig rig;
  rig.break_disk();
  spark_rows* const rows = rig.acting(&rig.first);
  RecordRig::append(rows, 1, 1);
  rig.writer.step_delayed();
  RecordRig::append(rows, 2, 2);
  rig.writer.step_delayed();
  REQUIRE(rig.logs.degraded().size() == 1);
  CHECK_THAT(rig.logs.degraded()[0],
             ContainsSubstring("record log p.trades: rows are not written"));
  CHECK(rows->dropped.total() == 0);
  std::filesystem::remove(rig.state / "rows" / "p.trades");
  rig.writer.step_delayed();
  CHECK(rig.scores() == std::vector<double>{1, 2});
  CHECK(rig.logs.degraded().empty());
}

TEST_CASE("every row is in a file or counted as dropped, however long a disk refuses") {
  RecordRig rig;
  rig.break_disk();
  spark_rows* const rows = rig.acting(&rig.first);
  for (int i = 0; i < 5; ++i) {
    RecordRig::fill(rows);
    rig.writer.step_delayed();
  }
  std::filesystem::remove(rig.state / "rows" / "p.trades");
  rig.writer.step_delayed();
  CHECK(rows->dropped.total() >= 4);
  CHECK(rows->appended.total() == rig.scores().size() + rows->dropped.total());
  rig.break_disk();
}

TEST_CASE("what the disk does not take before the end is counted as dropped") {
  RecordRig rig;
  rig.break_disk();
  spark_rows* const rows = rig.acting(&rig.first);
  for (int i = 0; i < 3; ++i) RecordRig::append(rows, i, 1);
  rig.writer.step_delayed();
  RecordRig::append(rows, 4, 1);
  rig.logs.end();
  CHECK(rows->dropped.total() == 4);
}

TEST_CASE("a damaged file is set aside and named, and no row of the batch is lost") {
  const test::TemporaryFolder folder;
  {
    RecordRig rig(folder.path());
    RecordRig::append(rig.acting(&rig.first), 1, 1);
    rig.writer.step_delayed();
  }
  RecordRig rig(folder.path());
  std::ofstream(rig.file(), std::ios::trunc) << "this is no database, though it has been one once";
  spark_rows* const rows = rig.acting(&rig.first);
  RecordRig::append(rows, 2, 2);
  rig.writer.step_delayed();
  CHECK(rig.scores() == std::vector<double>{2});
  REQUIRE(rig.logs.degraded().size() == 1);
  CHECK_THAT(rig.logs.degraded()[0], ContainsSubstring("2026-11-27.db.damaged-"));
}

TEST_CASE("the oldest day goes and is told, and its retention outlives the plugin") {
  const test::TemporaryFolder folder;
  {
    RecordRig rig(folder.path());
    ::spark_rows* const rows = rig.acting(&rig.first, columns, {2, 1 << 30});
    for (int day = 0; day < 3; ++day) {
      RecordRig::append(rows, day, day);
      rig.settle();
      rig.utc_ms += day_ms;
    }
    CHECK(rig.removed == "rows/p.trades/2026-11-27;");
    CHECK(rig.scores() == std::vector<double>{1, 2});
  }
  RecordRig rig(folder.path());
  rig.utc_ms = noon + 3 * day_ms;
  rig.settle();
  CHECK(rig.removed == "rows/p.trades/2026-11-28;");
  CHECK(rig.scores() == std::vector<double>{2});
}

TEST_CASE("a day that takes all the bytes drops its further rows, and says so") {
  const test::TemporaryFolder folder;
  {
    RecordRig rig(folder.path());
    RecordRig::append(rig.acting(&rig.first, columns, {30, 1}), 1, 1);
    rig.writer.step_delayed();
  }
  RecordRig rig(folder.path());
  spark_rows* const rows = rig.acting(&rig.first, columns, {30, 1});
  rig.writer.step_delayed();
  RecordRig::append(rows, 2, 2);
  rig.writer.step_delayed();
  CHECK(rows->dropped.total() == 1);
  REQUIRE(rig.logs.degraded().size() == 1);
  CHECK_THAT(rig.logs.degraded()[0], ContainsSubstring("take all the bytes"));
}
