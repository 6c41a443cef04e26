// Record logs: rings, who shares them, and the thread that writes them.
#include "services/record_logs.h"

#include "base/task_thread.h"
#include "record_rig.h"

using namespace spark;
using namespace spark::services;
using namespace spark::test;
using Catch::Matchers::ContainsSubstring;

TEST_CASE("what workers append is in the file of the day after the next pass") {
  RecordRig rig;
  spark_rows* const rows = rig.acting(&rig.first);
  CHECK_FALSE(std::filesystem::exists(rig.file()));
  CHECK(RecordRig::append(rows, 1, 0.5));
  base::this_worker = 1;
  CHECK(RecordRig::append(rows, 2, 0.25));
  rig.writer.step_delayed();
  CHECK(rig.scores() == std::vector<double>{0.5, 0.25});
  rig.utc_ms += day_ms;
  CHECK(RecordRig::append(rows, 3, 0.125));
  rig.writer.step_delayed();
  CHECK(std::filesystem::exists(rig.file("2026-11-28")));
  CHECK(rig.scores() == std::vector<double>{0.5, 0.25, 0.125});
  CHECK(rows->appended.total() == 3);
  CHECK(rows->dropped.total() == 0);
}

TEST_CASE("a thread that is no worker has no ring") {
  RecordRig rig;
  spark_rows* const rows = rig.acting(&rig.first);
  base::this_worker = base::not_a_worker;
  CHECK_FALSE(RecordRig::append(rows, 1, 0.5));
  CHECK(rows->dropped.total() == 1);
}

TEST_CASE("an object and its successor share a log, and each row has its columns") {
  RecordRig rig;
  spark_rows* const rows = rig.acting(&rig.first);
  spark_rows* const successor = rig.declare(&rig.second, more_columns);
  CHECK(successor->log == rows->log);
  CHECK(RecordRig::append(rows, 1, 1));
  rig.logs.act(&rig.second);
  CHECK(RecordRig::append(successor, 2, 2));
  CHECK(RecordRig::append(rows, 3, 3));  // a worker that has not let go
  rig.logs.close(&rig.first);            // its rows are still in the ring
  rig.writer.step_delayed();
  CHECK(rig.scores() == std::vector<double>{1, 2, 3});
  CHECK(successor->appended.total() == 3);
  CHECK(store::read_day_info(rig.file())->columns == more_columns);
}

TEST_CASE("columns of an object that acted bind others, those of one that was only built do not") {
  RecordRig rig;
  rig.acting(&rig.first);
  const auto refused = rig.logs.declare(&rig.second, "p", "trades", other_columns, retention);
  REQUIRE(refused.has_error());
  CHECK_THAT(refused.error().text, ContainsSubstring("log p.trades: expected column 2"));
  CHECK_THAT(refused.error().text, ContainsSubstring("trades-2"));
  CHECK(rig.logs.declare(&rig.second, "q", "trades", other_columns, retention).has_value());

  RecordRig fresh;
  fresh.declare(&fresh.first, other_columns);
  fresh.logs.close(&fresh.first);
  fresh.acting(&fresh.second, columns);
}

TEST_CASE("columns are known after a restart, and in a trial") {
  const test::TemporaryFolder folder;
  {
    RecordRig rig(folder.path());
    RecordRig::append(rig.acting(&rig.first), 1, 1);
    rig.writer.step_delayed();
  }
  RecordRig rig(folder.path());
  CHECK(rig.logs.declare(&rig.first, "p", "trades", other_columns, retention).has_error());
  metrics::Registry registry{1};
  RecordLogs trial(registry, 0, nullptr);
  trial.use(rig.logs.columns_of({"p"}));
  CHECK(trial.declare(&rig.first, "p", "trades", other_columns, retention).has_error());
  const auto rows = trial.declare(&rig.first, "p", "trades", more_columns, retention);
  REQUIRE(rows.has_value());
  CHECK_FALSE(RecordRig::append(*rows, 1, 1));
  CHECK(rig.logs.columns_of({"q"}).empty());
}

TEST_CASE("a full ring drops and counts, and goes on when there is room") {
  RecordRig rig;
  spark_rows* const rows = rig.acting(&rig.first);
  const int taken = RecordRig::fill(rows);
  CHECK(taken > 10'000);
  CHECK(rows->dropped.total() == 1);
  rig.writer.step_delayed();
  CHECK(RecordRig::append(rows, 1, 1));
  rig.writer.step_delayed();
  CHECK(rig.scores().size() == static_cast<size_t>(taken) + 1);
  CHECK(rows->appended.total() == static_cast<uint64_t>(taken) + 2);
}

TEST_CASE("drops are a fact while the log is open, and a log that nobody has open is forgotten") {
  RecordRig rig;
  ::spark_rows* const rows = rig.acting(&rig.first);
  RecordRig::fill(rows);
  rig.writer.step_delayed();
  const auto drops = rig.facts.read("host.rows.p.trades.drops", {});
  REQUIRE(drops);
  CHECK(drops->value == 1);
  CHECK(drops->unit == "rows");
  const auto declare = [&](int number) {
    return rig.logs.declare(&rig.second, "q", "log-" + std::to_string(number), columns, retention);
  };
  for (int i = 1; i < static_cast<int>(record_logs_max); ++i) REQUIRE(declare(i).has_value());
  CHECK_THAT(declare(0).error().text, ContainsSubstring("more than 32"));
  RecordRig::append(rows, 1'000'000, 0.5);
  rig.logs.close(&rig.first);
  rig.utc_ms += 1'000;
  rig.writer.step_delayed();  // its last row is written first
  CHECK_FALSE(rig.facts.read("host.rows.p.trades.drops", {}));
  CHECK(rig.scores().back() == 0.5);
  CHECK(declare(0).has_value());
}

TEST_CASE("a query has every row that was appended before it, or says why not") {
  RecordRig rig;
  base::TaskThread thread("rows", 8);
  metrics::Registry registry{1};
  RecordLogs logs(registry, 1, &thread);
  logs.open(rig.state);
  spark_rows* const rows = *logs.declare(&rig.first, "p", "trades", columns, retention);
  logs.act(&rig.first);
  const auto count = [&] {
    size_t all = 0;
    const auto done = logs.query(*rows, {}, [&](auto) { return ++all > 0; });
    return done ? std::to_string(all) : done.error().text;
  };
  CHECK(count() == "0");
  for (int i = 1; i <= 300; ++i) {
    RecordRig::append(rows, i, i);
    if (i % 100 == 0) CHECK(count() == std::to_string(i));
  }
  std::filesystem::remove_all(rig.state / "rows" / "p.trades");
  rig.break_disk();
  thread.stop();
  CHECK_THAT(count(), ContainsSubstring("the host ends"));
  logs.end();
}
