// spark.rows/3 as a plugin meets it: what is wrong is refused in words.
#include <bit>

#include "base/worker.h"
#include "host.h"
#include "services/record_logs.h"
#include "support/catch.h"
#include "support/manual_queue.h"
#include "support/temporary_folder.h"

using namespace spark;
using namespace spark::services;
using Catch::Matchers::ContainsSubstring;

namespace {

constexpr uint64_t gib = 1u << 30;

struct Rig {
  Rig() {
    logs.open(folder.path());
    host.context.rows = &logs;
    object->act();
  }
  const spark_ext_rows& rows() { return *ask<spark_ext_rows>(*object, SPARK_EXT_ROWS); }
  spark_rows* open(const std::vector<spark_rows_column>& columns, const char* name = "trades",
                   uint32_t days = 30, uint64_t bytes = gib) {
    err = {};
    const spark_rows_desc desc = {name, columns.data(), static_cast<uint32_t>(columns.size()),
                                  days, bytes,          0};
    return rows().open(object->raw(), &desc, &err);
  }

  const test::TemporaryFolder folder;
  test::ManualQueue writer;
  TestHost host;
  RecordLogs logs{host.registry, 1, &writer};
  std::shared_ptr<PluginHost> object = host.object({"p", "p", {}, {}});
  spark_error err{};
};

const spark_rows_column at = {"at", SPARK_I64, SPARK_ROWS_TIME};
const spark_rows_column id = {"id", SPARK_STRING, SPARK_ROWS_KEY};

}  // namespace

TEST_CASE("a log that is described wrongly is refused by what is wrong") {
  struct Case {
    std::vector<spark_rows_column> columns;
    const char* text;
    const char* name = "trades";
    uint32_t days = 30;
    uint64_t bytes = gib;
  };
  Rig rig;
  const std::vector<spark_rows_column> many(65, at);
  for (const Case& each :
       {Case{{}, "1 to 64 columns"}, Case{many, "1 to 64 columns"}, Case{{id}, "one time column"},
        Case{{at, {"then", SPARK_I64, SPARK_ROWS_TIME}}, "one time column, found 2"},
        Case{{{"at", SPARK_F64, SPARK_ROWS_TIME}}, "'at' is the time"},
        Case{{at, {"id", SPARK_I64, SPARK_ROWS_KEY}}, "'id' is the key"},
        Case{{at, id, {"id2", SPARK_STRING, SPARK_ROWS_KEY}}, "at most one key"},
        Case{{at, {"x", SPARK_F64S, 0}}, "unknown type 5"},
        Case{{at, {"x", SPARK_F64, 8}}, "unknown flags: 8"},
        Case{{at, {"AT", SPARK_F64, 0}}, "'AT' twice"},
        Case{{at, {"rowid", SPARK_F64, 0}}, "may be called 'rowid'"},
        Case{{at, {"a b", SPARK_F64, 0}}, "a column's name"},
        Case{{at, {nullptr, SPARK_F64, 0}}, "a column's name"},
        Case{{at}, "a small letter", "Trades"}, Case{{at}, "name", nullptr},
        Case{{at}, "1 to 3,650 days", "trades", 0}, Case{{at}, "1 to 3,650 days", "trades", 4'000},
        Case{{at}, "16 MiB", "trades", 1, 1'000}}) {
    CAPTURE(each.text);
    CHECK(rig.open(each.columns, each.name, each.days, each.bytes) == nullptr);
    CHECK(rig.err.code == SPARK_E_INVALID);
    CHECK_THAT(text_of(rig.err), ContainsSubstring(each.text));
  }
  CHECK(rig.rows().open(rig.object->raw(), nullptr, &rig.err) == nullptr);
  CHECK(rig.rows().open(nullptr, nullptr, nullptr) == nullptr);
}

TEST_CASE("handles and values that are none do nothing, and rows are counted by name") {
  Rig rig;
  spark_rows* const log = rig.open({at, id, {"model", SPARK_ROWS_TEXT_ID, 0}});
  REQUIRE(log != nullptr);
  int64_t number = -1;
  CHECK(rig.rows().text_id(log, "v1", &number, &rig.err) == SPARK_OK);
  CHECK(number == 0);
  CHECK(rig.rows().text_id(log, nullptr, &number, &rig.err) == SPARK_E_INVALID);
  CHECK(rig.rows().text_id(nullptr, "v1", &number, &rig.err) == SPARK_E_INVALID);
  for (int i = 1; i < 4'096; ++i)
    REQUIRE(rig.rows().text_id(log, std::to_string(i).c_str(), &number, nullptr) == SPARK_OK);
  CHECK(rig.rows().text_id(log, "one more", &number, &rig.err) == SPARK_E_FAILED);

  const uint64_t cells[3] = {};
  const spark_rows_row row = {0b001, cells, nullptr};
  base::this_worker = 0;
  CHECK(rig.rows().append(log, &row, 3) == 1);
  CHECK(rig.rows().append(log, &row, 2) == 0);
  CHECK(rig.rows().append(log, nullptr, 3) == 0);
  CHECK(rig.rows().append(nullptr, &row, 3) == 0);
  base::this_worker = base::not_a_worker;
  const std::string rendered = rig.host.rendered();
  CHECK_THAT(rendered, ContainsSubstring("spark_rows_appended_total{name=\"p.trades\"} 3"));
  CHECK_THAT(rendered, ContainsSubstring("spark_rows_dropped_total{name=\"p.trades\"} 2"));
  CHECK_THAT(rendered, ContainsSubstring("spark_rows_waiting_bytes{name=\"p.trades\"} 48"));
}

TEST_CASE("a query needs a log, a taker, and a key column where it has a key") {
  Rig rig;
  spark_rows* const log = rig.open({at});
  const auto take = [](void*, const spark_value*, uint32_t) { return int32_t{1}; };
  CHECK(rig.rows().query(nullptr, 0, 1, nullptr, take, nullptr, &rig.err) == SPARK_E_INVALID);
  CHECK(rig.rows().query(log, 0, 1, nullptr, nullptr, nullptr, &rig.err) == SPARK_E_INVALID);
  CHECK(rig.rows().query(log, 0, 1, "a", take, nullptr, &rig.err) == SPARK_E_INVALID);
  CHECK_THAT(text_of(rig.err), ContainsSubstring("no key column"));
}

TEST_CASE("a host without record logs says so, and an object that goes takes its openings along") {
  Rig rig;
  rig.open({at});
  rig.host.context.rows = nullptr;
  CHECK(rig.open({at}) == nullptr);
  CHECK(rig.err.code == SPARK_E_UNSUPPORTED);
  rig.host.context.rows = &rig.logs;
  rig.object->enter(plugin::Phase::closing);
  rig.object.reset();
  rig.writer.step_delayed();
  CHECK_THAT(rig.host.rendered(), !ContainsSubstring("spark_rows_waiting_bytes"));
}

TEST_CASE("columns count from when the object acts, also where it opens the log later") {
  Rig rig;
  const auto built = rig.host.object({"q", "q", {}, {}});
  const spark_rows_desc desc = {"trades", &at, 1, 30, gib, 0};
  CHECK(rig.rows().open(built->raw(), &desc, &rig.err) != nullptr);
  CHECK(rig.logs.columns_of({"q"}).empty());
  built->act();
  CHECK(rig.logs.columns_of({"q"}).contains("q.trades"));
  rig.open({at});
  CHECK(rig.logs.columns_of({"p"}).contains("p.trades"));
}

TEST_CASE("any log is read by its columns' names, and its newest row is found") {
  Rig rig;
  spark_rows* const log = rig.open({at, id, {"mid", SPARK_F64, 0}});
  REQUIRE(log != nullptr);
  base::this_worker = 0;
  for (int64_t i = 1; i <= 3; ++i) {
    const uint64_t cells[3] = {static_cast<uint64_t>(i * 1'000), 0,
                               std::bit_cast<uint64_t>(static_cast<double>(i))};
    const spark_rows_row row = {0b101, cells, nullptr};
    CHECK(rig.rows().append(log, &row, 3) == 1);
  }
  base::this_worker = base::not_a_worker;
  rig.writer.step_delayed();

  const auto reader = rig.host.object({"q", "q", {}, {}});
  const std::string folder = rig.folder.path().string();
  const spark_rows_source source = {"p.trades", folder.c_str()};
  const spark_rows_column columns[] = {
      {"mid", SPARK_F64, 0}, {"none", SPARK_F64, 0}, {"mid", SPARK_I64, 0}};
  std::vector<double> mids;
  const auto take = [](void* context, const spark_value* values, uint32_t count) {
    CHECK(count == 3);
    CHECK(values[1].type == SPARK_NULL);
    CHECK(values[2].type == SPARK_NULL);
    static_cast<std::vector<double>*>(context)->push_back(values[0].as.f64);
    return int32_t{1};
  };
  const auto read = [&](const spark_rows_source& from) {
    return rig.rows().read(reader->raw(), &from, columns, 3, 2'000, 3'001, take, &mids, &rig.err);
  };
  CHECK(read(source) == SPARK_OK);
  CHECK(mids == std::vector<double>{2, 3});
  int64_t newest = 0;
  const auto find = [&](const char* name, int64_t before) {
    const spark_rows_source from = {name, folder.c_str()};
    return rig.rows().newest(reader->raw(), &from, before, &newest, &rig.err);
  };
  CHECK(find("p.trades", 3'000) == SPARK_OK);
  CHECK(newest == 2'000);
  CHECK(find("p.trades", 1'000) == SPARK_OK);
  CHECK(newest == INT64_MIN);

  CHECK(find("p.trade", 0) == SPARK_E_FAILED);
  CHECK_THAT(text_of(rig.err), ContainsSubstring("no log p.trade; it has p.trades"));
  CHECK(find("../p.trades", 0) == SPARK_E_INVALID);
  CHECK(find("trades", 0) == SPARK_E_INVALID);
  CHECK(read({"p.trades", "here"}) == SPARK_E_INVALID);
  CHECK_THAT(text_of(rig.err), ContainsSubstring("absolute path"));
}

TEST_CASE("a log's rings are as large as its first opening says") {
  Rig rig;
  const auto open = [&](uint64_t ring_bytes) {
    rig.err = {};
    const spark_rows_desc desc = {"trades", &at, 1, 30, gib, ring_bytes};
    return rig.rows().open(rig.object->raw(), &desc, &rig.err);
  };
  CHECK(open(1'024) == nullptr);
  CHECK_THAT(text_of(rig.err), ContainsSubstring("64 KiB to 256 MiB"));
  CHECK(open(1ULL << 29) == nullptr);
  spark_rows* const log = open(64 * 1024);
  REQUIRE(log != nullptr);
  CHECK(open(0) != nullptr);  // another size is no fault, and changes nothing
  const uint64_t time = 0;
  const spark_rows_row row = {1, &time, nullptr};
  base::this_worker = 0;
  int taken = 0;
  while (rig.rows().append(log, &row, 1) == 1) ++taken;
  base::this_worker = base::not_a_worker;
  CHECK(taken == 64 * 1024 / 32);
}
