// Record logs: rings, the thread that writes them, full, damaged and stalled disks, retention.
#include "services/record_logs.h"

#include <filesystem>
#include <fstream>
#include <thread>

#include "base/task_thread.h"
#include "base/worker.h"
#include "services/facts.h"
#include "support/catch.h"
#include "support/manual_queue.h"
#include "support/temporary_folder.h"

using namespace spark;
using namespace spark::services;
using Catch::Matchers::ContainsSubstring;
using store::RowType;
using test::ManualQueue;

namespace {

constexpr int64_t noon = 1'795'737'600'000 + 43'200'000;  // 2026-11-27
constexpr int64_t day_ms = 86'400'000;
constexpr store::RowRetention retention = {30, 1 << 30};
const store::RowColumns columns = {{"at", RowType::i64, true, false}, {"score", RowType::f64}};
const store::RowColumns more_columns = {
    {"at", RowType::i64, true, false}, {"score", RowType::f64}, {"hit", RowType::boolean}};
const store::RowColumns other_columns = {{"at", RowType::i64, true, false},
                                         {"score", RowType::text}};

struct Rig {
  explicit Rig(const std::filesystem::path& state_dir = {})
      : state(state_dir.empty() ? folder.path() : state_dir) {
    base::this_worker = 0;
    logs.now_utc = [this] { return utc_ms; };
    logs.removed = [this](const std::string& log, const std::string& day) {
      removed += log + " " + day + ";";
    };
    logs.open(state);
  }
  ~Rig() { base::this_worker = base::not_a_worker; }

  spark_rows* declare(const void* owner, const store::RowColumns& as = columns,
                      const store::RowRetention& kept = retention) {
    auto rows = logs.declare(owner, "p", "trades", as, kept);
    INFO((rows ? "" : rows.error().text));
    REQUIRE(rows.has_value());
    return *rows;
  }
  spark_rows* acting(const void* owner, const store::RowColumns& as = columns,
                     const store::RowRetention& kept = retention) {
    spark_rows* const rows = declare(owner, as, kept);
    logs.act(owner);
    return rows;
  }
  // As the extension does it.
  static bool append(spark_rows* rows, int64_t at, double score) {
    std::vector<spark_value> values(rows->layout->columns.size());
    values[0].type = SPARK_I64;
    values[0].as.i64 = at;
    values[1].type = SPARK_F64;
    values[1].as.f64 = score;
    rows->appended.add();
    if (rows->log->append(base::this_worker, *rows->layout, values)) return true;
    rows->dropped.add();
    return false;
  }
  static int fill(spark_rows* rows) {
    int taken = 0;
    while (append(rows, taken, 0)) ++taken;
    return taken;
  }
  [[nodiscard]] std::vector<double> scores() const {
    std::vector<double> all;
    const auto read = store::read_rows(store::log_folder(state, "p.trades"), {columns},
                                       [&](std::span<const store::RowValue> row) {
                                         all.push_back(std::get<double>(row[1]));
                                         return true;
                                       });
    INFO((read ? "" : read.error().text));
    CHECK(read.has_value());
    return all;
  }
  [[nodiscard]] std::filesystem::path file(const char* day = "2026-11-27") const {
    return store::day_file(store::log_folder(state, "p.trades"), day);
  }
  // A folder that is a file: no day can be made in it.
  void break_disk() const {
    std::filesystem::create_directories(state / "rows");
    std::ofstream(state / "rows" / "p.trades") << "in the way";
  }

  const test::TemporaryFolder folder;
  const std::filesystem::path state;
  int64_t utc_ms = noon;
  std::string removed;
  ManualQueue writer;
  metrics::Registry registry{2};
  Facts facts;
  RecordLogs logs{registry, 2, &writer, &facts};
  int first = 0;
  int second = 0;
};

}  // namespace

TEST_CASE("what workers append is in the file of the day after the next pass") {
  Rig rig;
  spark_rows* const rows = rig.acting(&rig.first);
  CHECK_FALSE(std::filesystem::exists(rig.file()));
  CHECK(Rig::append(rows, 1, 0.5));
  base::this_worker = 1;
  CHECK(Rig::append(rows, 2, 0.25));
  rig.writer.step_delayed();
  CHECK(rig.scores() == std::vector<double>{0.5, 0.25});
  rig.utc_ms += day_ms;
  CHECK(Rig::append(rows, 3, 0.125));
  rig.writer.step_delayed();
  CHECK(std::filesystem::exists(rig.file("2026-11-28")));
  CHECK(rig.scores() == std::vector<double>{0.5, 0.25, 0.125});
  CHECK(rows->appended.sum() == 3);
  CHECK(rows->dropped.sum() == 0);
}

TEST_CASE("a thread that is no worker has no ring") {
  Rig rig;
  spark_rows* const rows = rig.acting(&rig.first);
  base::this_worker = base::not_a_worker;
  CHECK_FALSE(Rig::append(rows, 1, 0.5));
  CHECK(rows->dropped.sum() == 1);
}

TEST_CASE("an object and its successor share a log, and each row has its columns") {
  Rig rig;
  spark_rows* const rows = rig.acting(&rig.first);
  spark_rows* const successor = rig.declare(&rig.second, more_columns);
  CHECK(successor->log == rows->log);
  CHECK(Rig::append(rows, 1, 1));
  rig.logs.act(&rig.second);
  CHECK(Rig::append(successor, 2, 2));
  CHECK(Rig::append(rows, 3, 3));  // a worker that has not let go
  rig.logs.close(&rig.first);      // its rows are still in the ring
  rig.writer.step_delayed();
  CHECK(rig.scores() == std::vector<double>{1, 2, 3});
  CHECK(successor->appended.sum() == 3);
  CHECK(store::read_day_info(rig.file())->columns == more_columns);
}

TEST_CASE("columns of an object that acted bind others, those of one that was only built do not") {
  Rig rig;
  rig.acting(&rig.first);
  const auto refused = rig.logs.declare(&rig.second, "p", "trades", other_columns, retention);
  REQUIRE(refused.has_error());
  CHECK_THAT(refused.error().text, ContainsSubstring("log p.trades: expected column 2"));
  CHECK_THAT(refused.error().text, ContainsSubstring("trades-2"));
  CHECK(rig.logs.declare(&rig.second, "q", "trades", other_columns, retention).has_value());

  Rig fresh;
  fresh.declare(&fresh.first, other_columns);
  fresh.logs.close(&fresh.first);
  fresh.acting(&fresh.second, columns);
}

TEST_CASE("columns are known after a restart, and in a trial") {
  const test::TemporaryFolder folder;
  {
    Rig rig(folder.path());
    Rig::append(rig.acting(&rig.first), 1, 1);
    rig.writer.step_delayed();
  }
  Rig rig(folder.path());
  CHECK(rig.logs.declare(&rig.first, "p", "trades", other_columns, retention).has_error());
  metrics::Registry registry{1};
  RecordLogs trial(registry, 0, nullptr);
  trial.use(rig.logs.columns_of({"p"}));
  CHECK(trial.declare(&rig.first, "p", "trades", other_columns, retention).has_error());
  const auto rows = trial.declare(&rig.first, "p", "trades", more_columns, retention);
  REQUIRE(rows.has_value());
  CHECK_FALSE(Rig::append(*rows, 1, 1));
  CHECK(rig.logs.columns_of({"q"}).empty());
}

TEST_CASE("a full ring drops and counts, and goes on when there is room") {
  Rig rig;
  spark_rows* const rows = rig.acting(&rig.first);
  const int taken = Rig::fill(rows);
  CHECK(taken > 10'000);
  CHECK(rows->dropped.sum() == 1);
  rig.writer.step_delayed();
  CHECK(Rig::append(rows, 1, 1));
  rig.writer.step_delayed();
  CHECK(rig.scores().size() == static_cast<size_t>(taken) + 1);
  CHECK(rows->appended.sum() == static_cast<uint64_t>(taken) + 2);
}

TEST_CASE("a disk that refuses is named, and gets the rows that waited when it takes them again") {
  Rig rig;
  rig.break_disk();
  spark_rows* const rows = rig.acting(&rig.first);
  Rig::append(rows, 1, 1);
  rig.writer.step_delayed();
  Rig::append(rows, 2, 2);
  rig.writer.step_delayed();
  REQUIRE(rig.logs.degraded().size() == 1);
  CHECK_THAT(rig.logs.degraded()[0],
             ContainsSubstring("record log p.trades: rows are not written"));
  CHECK(rows->dropped.sum() == 0);
  std::filesystem::remove(rig.state / "rows" / "p.trades");
  rig.writer.step_delayed();
  CHECK(rig.scores() == std::vector<double>{1, 2});
  CHECK(rig.logs.degraded().empty());
}

TEST_CASE("every row is in a file or counted as dropped, however long a disk refuses") {
  Rig rig;
  rig.break_disk();
  spark_rows* const rows = rig.acting(&rig.first);
  for (int i = 0; i < 5; ++i) {
    Rig::fill(rows);
    rig.writer.step_delayed();
  }
  std::filesystem::remove(rig.state / "rows" / "p.trades");
  rig.writer.step_delayed();
  CHECK(rows->dropped.sum() >= 4);
  CHECK(rows->appended.sum() == rig.scores().size() + rows->dropped.sum());
  rig.break_disk();
}

TEST_CASE("what the disk does not take before the end is counted as dropped") {
  Rig rig;
  rig.break_disk();
  spark_rows* const rows = rig.acting(&rig.first);
  for (int i = 0; i < 3; ++i) Rig::append(rows, i, 1);
  rig.writer.step_delayed();
  Rig::append(rows, 4, 1);
  rig.logs.end();
  CHECK(rows->dropped.sum() == 4);
}

TEST_CASE("a damaged file is set aside and named, and no row of the batch is lost") {
  const test::TemporaryFolder folder;
  {
    Rig rig(folder.path());
    Rig::append(rig.acting(&rig.first), 1, 1);
    rig.writer.step_delayed();
  }
  Rig rig(folder.path());
  std::ofstream(rig.file(), std::ios::trunc) << "this is no database, though it has been one once";
  spark_rows* const rows = rig.acting(&rig.first);
  Rig::append(rows, 2, 2);
  rig.writer.step_delayed();
  CHECK(rig.scores() == std::vector<double>{2});
  REQUIRE(rig.logs.degraded().size() == 1);
  CHECK_THAT(rig.logs.degraded()[0], ContainsSubstring("2026-11-27.db.damaged-"));
}

TEST_CASE("the oldest day goes and is told, and its retention outlives the plugin") {
  const test::TemporaryFolder folder;
  std::string removed;
  {
    Rig rig(folder.path());
    spark_rows* const rows = rig.acting(&rig.first, columns, {2, 1 << 30});
    for (int day = 0; day < 3; ++day) {
      Rig::append(rows, day, day);
      rig.writer.step_delayed();
      rig.utc_ms += day_ms;
    }
    removed = rig.removed;  // it is looked for once a second, so that it may be too early
  }
  Rig rig(folder.path());
  rig.utc_ms = noon + 2 * day_ms;
  rig.writer.step_delayed();
  CHECK(removed + rig.removed == "p.trades 2026-11-27;");
  CHECK(rig.scores() == std::vector<double>{1, 2});
}

TEST_CASE("a day that takes all the bytes drops its further rows, and says so") {
  const test::TemporaryFolder folder;
  {
    Rig rig(folder.path());
    Rig::append(rig.acting(&rig.first, columns, {30, 1}), 1, 1);
    rig.writer.step_delayed();
  }
  Rig rig(folder.path());
  spark_rows* const rows = rig.acting(&rig.first, columns, {30, 1});
  rig.writer.step_delayed();
  Rig::append(rows, 2, 2);
  rig.writer.step_delayed();
  CHECK(rows->dropped.sum() == 1);
  REQUIRE(rig.logs.degraded().size() == 1);
  CHECK_THAT(rig.logs.degraded()[0], ContainsSubstring("take all the bytes"));
}

TEST_CASE("drops are a fact while the log is open, and a log that nobody has open is forgotten") {
  Rig rig;
  spark_rows* const rows = rig.acting(&rig.first);
  Rig::fill(rows);
  rig.writer.step_delayed();
  const auto drops = rig.facts.read("host.rows.p.trades.drops", {});
  REQUIRE(drops);
  CHECK(drops->value == 1);
  CHECK(drops->unit == "rows");
  rig.logs.close(&rig.first);
  for (int i = 0; i < static_cast<int>(record_logs_max) - 1; ++i)
    REQUIRE(rig.logs.declare(&rig.second, "q", "log-" + std::to_string(i), columns, retention)
                .has_value());
  CHECK_THAT(rig.logs.declare(&rig.second, "q", "one-more", columns, retention).error().text,
             ContainsSubstring("more than 32"));
}

TEST_CASE("a query has every row that was appended before it, or says why not") {
  Rig rig;
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
    Rig::append(rows, i, i);
    if (i % 100 == 0) CHECK(count() == std::to_string(i));
  }
  std::filesystem::remove_all(rig.state / "rows" / "p.trades");
  rig.break_disk();
  thread.stop();
  CHECK_THAT(count(), ContainsSubstring("the host ends"));
  logs.end();
}
