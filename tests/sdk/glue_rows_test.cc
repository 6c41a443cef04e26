// The glue of record logs: columns by C++ type, rows appended and asked for.
#include <cmath>

#include "spark/rows.h"
#include "spark/testing/fake_host.h"
#include "support/catch.h"

using namespace spark::testing;
using Catch::Matchers::ContainsSubstring;

namespace {

using Trades = spark::Rows<spark::EventTime, spark::Key, double, int64_t, bool, std::string_view,
                           spark::TextId>;
constexpr const char* names[] = {"at", "id", "score", "count", "hit?", "side", "model"};
constexpr spark::RowsSpec spec = {"trades", 30, 1u << 30};

}  // namespace

TEST_CASE("a log is opened with the columns that its types say") {
  FakeHost host;
  const Trades trades(spark::Host(host.raw()), spec, names);
  const spark_rows& log = host.rows.at("trades");
  CHECK(log.days_max == 30);
  CHECK(log.bytes_max == 1u << 30);
  std::string columns;
  for (const auto& column : log.columns)
    columns +=
        column.name + " " + std::to_string(column.type) + " " + std::to_string(column.flags) + ";";
  CHECK(columns == "at 2 1;id 4 2;score 1 0;count 2 0;hit? 3 0;side 4 0;model 16 0;");
}

TEST_CASE("a row comes back as it was appended, with nothing for null") {
  FakeHost host;
  const Trades trades(spark::Host(host.raw()), spec, names);
  const spark::TextId v1 = trades.text_id("v1");
  CHECK(trades.text_id("v1").number == v1.number);
  CHECK(trades.append(spark::EventTime{10}, spark::Key{"a"}, 0.5, 7, true, "buy", v1));
  CHECK(trades.append(spark::EventTime{20}, spark::Key{"b"}, {}, {}, {}, {}, {}));
  std::string found;
  const auto take = [&](spark::Row row) {
    found += std::to_string(row.i64(0).value_or(-1)) + " " + std::string(row.text(1).value_or("?"));
    if (row.f64(2)) found += " " + std::to_string(*row.f64(2));
    if (row.i64(3)) found += " " + std::to_string(*row.i64(3));
    if (row.boolean(4)) found += *row.boolean(4) ? " true" : " false";
    found.append(" ")
        .append(row.text(5).value_or("-"))
        .append(" ")
        .append(row.text(6).value_or("-"))
        .append(";");
    CHECK_FALSE(row.f64(1));
    CHECK_FALSE(row.text(7));
    return true;
  };
  trades.query(0, 100, nullptr, take);
  CHECK(found == "10 a 0.500000 7 true buy v1;20 b - -;");
  found.clear();
  trades.query(0, 20, "a", take);
  trades.query(0, 20, "b", take);
  CHECK(found == "10 a 0.500000 7 true buy v1;");
}

TEST_CASE("a row that is filled again keeps what was fixed, and nothing else") {
  FakeHost host;
  const Trades trades(spark::Host(host.raw()), spec, names);
  Trades::Filled row;
  row.set<6>(trades.text_id("v1"));
  row.fix();
  for (const int64_t at : {1, 2}) {
    row.begin();
    row.set<0>(spark::EventTime{at});
    if (at == 1) {
      row.set<1>(spark::Key{"a"});
      row.set<2>(std::optional(0.5));
      row.set_at(3, int64_t{7});
      row.set<4>(false);
      row.set<5>(std::optional<std::string_view>("buy"));
    } else {
      row.set<2>(std::optional<double>());
      row.set<5>(std::optional<std::string_view>());
    }
    CHECK(trades.append(row));
  }
  const auto& rows = host.rows.at("trades").rows;
  using Cells = std::vector<spark_rows::Cell>;
  CHECK(rows[0] == Cells{int64_t{1}, std::string("a"), 0.5, int64_t{7}, false, std::string("buy"),
                         std::string("v1")});
  CHECK(rows[1] == Cells{int64_t{2}, {}, {}, {}, {}, {}, std::string("v1")});
}

TEST_CASE("a row that is dropped says so, and a query ends when no more is wanted") {
  FakeHost host;
  const Trades trades(spark::Host(host.raw()), spec, names);
  const auto append = [&] {
    return trades.append(spark::EventTime{1}, spark::Key{"a"}, 1.0, {}, {}, {}, {});
  };
  CHECK(append());
  CHECK(append());
  host.rows.at("trades").is_full = true;
  CHECK_FALSE(append());
  CHECK_FALSE(trades.append({}, spark::Key{"a"}, 1.0, {}, {}, {}, {}));
  int seen = 0;
  trades.query(0, 100, nullptr, [&](spark::Row) { return ++seen < 1; });
  CHECK(seen == 1);
}

TEST_CASE("other columns are refused by the host, in its words") {
  FakeHost host;
  const Trades trades(spark::Host(host.raw()), spec, names);
  using Others = spark::Rows<spark::EventTime, double>;
  CHECK_THROWS_WITH(Others(spark::Host(host.raw()), spec, {"at", "score"}),
                    ContainsSubstring("'id'"));
  host.withheld.insert(SPARK_EXT_ROWS);
  CHECK_THROWS_WITH(Others(spark::Host(host.raw()), spec, {"at", "score"}),
                    ContainsSubstring(SPARK_EXT_ROWS));
}
