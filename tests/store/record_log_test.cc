// Record logs' files: rows, columns that are added, days that expire, damage.
#include <fcntl.h>

#include <fstream>

#include "store/row_day.h"
#include "store/row_reader.h"
#include "support/catch.h"
#include "support/temporary_folder.h"

using namespace spark;
using namespace spark::store;
using Catch::Matchers::ContainsSubstring;

namespace {

const RowColumn at = {"at", RowType::i64, true, false};
const RowColumn id = {"id", RowType::text, false, true};
const RowColumn score = {"score", RowType::f64};
const RowColumn model = {"model", RowType::text_id};
const RowColumn is_match = {"is_match", RowType::boolean};
const RowColumns columns = {at, id, score, model};
const RowColumns more_columns = {at, id, score, model, is_match};
constexpr RowRetention retention = {30, 1 << 30};

std::string text_of(const RowValue& value) {
  if (const auto* f64 = std::get_if<double>(&value)) return std::to_string(*f64).substr(0, 4);
  if (const auto* i64 = std::get_if<int64_t>(&value)) return std::to_string(*i64);
  if (const auto* boolean = std::get_if<bool>(&value)) return *boolean ? "true" : "false";
  if (const auto* text = std::get_if<std::string_view>(&value)) return std::string(*text);
  return "null";
}

struct Folder {
  const test::TemporaryFolder state;
  const std::filesystem::path folder = log_folder(state.path(), "p.trades");

  [[nodiscard]] RowResult<RowDay> day(const std::string& date) const {
    return RowDay::open(day_file(folder, date), retention);
  }
  void write(const std::string& date, const RowColumns& as,
             const std::vector<std::vector<RowValue>>& rows) const {
    auto file = day(date);
    REQUIRE(file.has_value());
    REQUIRE(file->prepare(as).has_value());
    REQUIRE(file->begin().has_value());
    for (const auto& row : rows) REQUIRE(file->insert(row).has_value());
    REQUIRE(file->commit().has_value());
  }
  // "[1 a 0.50 v1][…]"
  [[nodiscard]] std::string read(RowQuery query) const {
    if (query.columns.empty()) query.columns = columns;
    std::string text;
    const auto read = read_rows(folder, query, [&](std::span<const RowValue> values) {
      std::string row;
      for (const RowValue& value : values) row += (row.empty() ? "" : " ") + text_of(value);
      text += "[" + row + "]";
      return true;
    });
    return read ? text : text + read.error().text;
  }
};

std::vector<RowValue> row(int64_t time, std::string_view key, double value,
                          std::string_view version) {
  return {time, key, value, version};
}

}  // namespace

TEST_CASE("rows come back day by day, by time within a day, and by key") {
  const Folder log;
  log.write("2026-11-27", columns, {row(20, "b", 0.25, "v1"), row(10, "a", 0.5, "v2")});
  log.write("2026-11-28", columns, {row(15, "a", 0.75, "v1")});
  CHECK(log.read({}) == "[10 a 0.50 v2][20 b 0.25 v1][15 a 0.75 v1]");
  CHECK(log.read({{}, 10, 20}) == "[10 a 0.50 v2][15 a 0.75 v1]");
  CHECK(log.read({{}, 11, 21, "a"}) == "[15 a 0.75 v1]");
  CHECK(log.read({{}, 0, 99, "nobody"}).empty());
}

TEST_CASE("more rows than a statement gives at once come each once, many of one time, too") {
  const Folder log;
  std::vector<std::vector<RowValue>> rows;
  for (int i = 0; i < 10'000; ++i) rows.push_back(row(i / 5'000, "k", i, "v"));
  log.write("2026-11-27", columns, rows);
  int64_t next = 0;
  int64_t out_of_order = 0;
  REQUIRE(read_rows(log.folder, {{score}}, [&](std::span<const RowValue> values) {
            if (std::get<double>(values[0]) != static_cast<double>(next++)) ++out_of_order;
            return true;
          }).has_value());
  CHECK(next == 10'000);
  CHECK(out_of_order == 0);
  next = 0;
  REQUIRE(read_rows(log.folder, {{score}}, [&](auto) { return ++next < 3; }).has_value());
  CHECK(next == 3);
}

TEST_CASE("columns are added, and are null where a row or a file lacks them") {
  const Folder log;
  log.write("2026-11-26", columns, {row(1, "a", 1, "v1")});
  log.write("2026-11-27", columns, {row(2, "b", 2, "v1")});
  auto added = row(3, "c", 3, "v2");
  added.emplace_back(true);
  log.write("2026-11-27", more_columns, {added});
  log.write("2026-11-27", columns, {row(4, "d", 4, "v1")});  // an earlier version, once more
  CHECK(log.read({more_columns}) ==
        "[1 a 1.00 v1 null][2 b 2.00 v1 null][3 c 3.00 v2 true][4 d 4.00 v1 null]");
  CHECK(read_day_info(day_file(log.folder, "2026-11-27"))->columns == more_columns);
}

TEST_CASE("columns that differ are a conflict that names them, and one list begins the other") {
  const auto joined = [](const RowColumns& present, const RowColumns& wanted) {
    const auto both = joined_columns(present, wanted);
    return both ? to_text(*both) : both.error().text;
  };
  CHECK(joined({}, columns) == to_text(columns));
  CHECK(joined(columns, more_columns) == to_text(more_columns));
  CHECK(joined(more_columns, columns) == to_text(more_columns));
  CHECK(joined({at, score}, {at, model}) ==
        "expected column 2 to be 'score' (f64) as in the rows that there are, found 'model' "
        "(text_id)");
  CHECK_THAT(joined({at, {"id", RowType::text}}, columns), ContainsSubstring("'id' (text, key)"));

  const Folder log;
  auto file = log.day("2026-11-27");
  REQUIRE(file->prepare(columns).has_value());
  const auto refused = file->prepare({at, score});
  REQUIRE(refused.has_error());
  CHECK(refused.error().kind == RowError::Kind::conflict);
}

TEST_CASE("a log has the columns of all its days, and the retention of the newest") {
  const Folder log;
  auto added = row(1, "a", 1, "v2");
  added.emplace_back(true);
  log.write("2026-11-26", more_columns, {added});
  log.write("2026-11-27", columns, {row(2, "b", 2, "v1"), row(3, "c", 3, "v1")});
  std::ofstream(day_file(log.folder, "2026-11-25")) << "no database, and long enough to be none";
  const auto info = read_log_info(log.folder);
  REQUIRE(info.has_value());
  CHECK(info->columns == more_columns);
  CHECK(info->retention.days_max == 30);
  CHECK(info->rows == 3);
  CHECK(info->days.size() == 3);
  REQUIRE(info->unreadable.size() == 1);
  CHECK_THAT(info->unreadable[0], ContainsSubstring("2026-11-25.db"));
}

TEST_CASE("columns survive being text") {
  CHECK(row_columns_from_text(to_text(more_columns)).value() == more_columns);
  CHECK(row_columns_from_text("at").has_error());
  CHECK(row_columns_from_text("at i65").has_error());
}

TEST_CASE("a batch that is given up leaves nothing, and its texts have numbers afterwards") {
  const Folder log;
  {
    auto file = log.day("2026-11-27");
    REQUIRE(file->prepare(columns).has_value());
    REQUIRE(file->begin().has_value());
    REQUIRE(file->insert(row(1, "a", 1, "v1")).has_value());
    file->rollback();
    REQUIRE(file->begin().has_value());
    REQUIRE(file->insert(row(2, "b", 2, "v0")).has_value());
    REQUIRE(file->insert(row(3, "c", 3, "v1")).has_value());
    REQUIRE(file->commit().has_value());
    CHECK(log.read({}) == "[2 b 2.00 v0][3 c 3.00 v1]");  // while the writer has it open
  }
  CHECK(read_day_info(day_file(log.folder, "2026-11-27"))->rows == 2);
}

TEST_CASE("a file that is no database is damaged, and the other days are read") {
  const Folder log;
  log.write("2026-11-26", columns, {row(1, "a", 1, "v1")});
  log.write("2026-11-28", columns, {row(3, "c", 3, "v1")});
  const auto file = day_file(log.folder, "2026-11-27");
  std::ofstream(file) << "this is no database, though it may look like one from far away";
  const auto opened = log.day("2026-11-27");
  REQUIRE(opened.has_error());
  CHECK(opened.error().kind == RowError::Kind::damaged);
  const std::string read = log.read({});
  CHECK_THAT(read, ContainsSubstring("[1 a 1.00 v1][3 c 3.00 v1]"));
  CHECK_THAT(read, ContainsSubstring("2026-11-27.db"));
  CHECK_THAT(set_day_aside(file).string(), ContainsSubstring("2026-11-27.db.damaged-"));
  CHECK(log.read({}) == "[1 a 1.00 v1][3 c 3.00 v1]");
}

TEST_CASE("the oldest days go where there are too many or too much, never that under way") {
  struct Case {
    RowRetention retention;
    size_t count;
    bool is_full;
  };
  const std::vector<RowDayFile> files = {
      {"2026-11-24", 10}, {"2026-11-25", 10}, {"2026-11-27", 10}, {"2026-11-28", 10}};
  for (const Case& each :
       {Case{{30, 100}, 0, false}, Case{{3, 100}, 1, false}, Case{{2, 100}, 2, false},
        Case{{1, 100}, 2, false}, Case{{30, 41}, 0, false}, Case{{30, 40}, 1, false},
        Case{{30, 30}, 2, false}, Case{{30, 20}, 2, true}, Case{{2, 5}, 2, true}}) {
    CAPTURE(each.retention.days_max, each.retention.bytes_max);
    const auto expiry = expired_days(files, "2026-11-27", each.retention);
    CHECK(expiry.count == each.count);
    CHECK(expiry.is_full == each.is_full);
  }
}

TEST_CASE("a day is a date, by UTC") {
  CHECK(day_of(1'795'737'599'999) == "2026-11-26");
  CHECK(day_of(1'795'737'600'000) == "2026-11-27");
  CHECK(is_day("2024-02-29"));
  for (const char* none : {"", "2026-02-29", "2026-1-01", "2026-11-2x", "2026-11-27.db"})
    CHECK_FALSE(is_day(none));
}

TEST_CASE("days and logs are listed and removed with what stands beside them") {
  const Folder log;
  CHECK(list_logs(log.state.path())->empty());
  CHECK(list_days(log.folder)->empty());
  const auto file = day_file(log.folder, "2026-11-27");
  auto open = log.day("2026-11-27");
  REQUIRE(open.has_value());
  std::ofstream(log.folder / "notes.txt") << "not a day";
  CHECK(list_logs(log.state.path()).value() == std::vector<std::string>{"p.trades"});
  const auto days = list_days(log.folder);
  REQUIRE(days->size() == 1);
  CHECK(days->front().bytes > std::filesystem::file_size(file));
  CHECK(read_day_info(file)->retention.days_max == 30);
  REQUIRE(remove_day(file).has_value());
  CHECK(list_days(log.folder)->empty());
  CHECK_FALSE(std::filesystem::exists(file.string() + "-wal"));
}
