// The recorder's rows: what a request's values become, and which rows there are.
#include <bit>
#include <cmath>
#include <limits>
#include <optional>

#include "plugins/plugin_file.h"
#include "spark/testing/rig.h"
#include "support/catch.h"

using namespace spark::testing;
using Catch::Matchers::ContainsSubstring;

namespace {

constexpr double none = std::numeric_limits<double>::quiet_NaN();
const std::string digest(64, 'a');

// A model of the generation being built; the texts of `names` outlive it.
struct Model {
  Model(const char* version, std::vector<std::string> of, const char* sha256 = "")
      : names(std::move(of)) {
    for (const std::string& name : names) pointers.push_back(name.c_str());
    info.version = version;
    info.sha256 = sha256;
    info.features = pointers.data();
    info.dimension = static_cast<uint32_t>(pointers.size());
  }
  Model(const Model&) = delete;
  std::vector<std::string> names;
  std::vector<const char*> pointers;
  spark_model_info info{};
};

std::vector<std::string> many(size_t count, const std::string& prefix) {
  std::vector<std::string> names;
  for (size_t i = 0; i < count; ++i) names.push_back(prefix + std::to_string(i));
  return names;
}

struct Fixture {
  FakeHost host;
  PluginRig plugin{host, load_entry(plugin_file("recorder"))};
  Model heuristic{"h-1", {"rsi_14", "spread_bp"}};
  Model trained{"v9", {"bias", "rsi_14"}, digest.c_str()};

  Fixture() {
    host.models = {{"champion", &heuristic.info}, {"challenger", &trained.info}};
    host.utc_ms = 1'700'000'000'000;
  }

  StageRig record(const std::string& log = "predict") {
    return plugin.stage("record", [&](Settings& with) {
      with.set("log", log).set("snapshot", "input.snapshot").set("symbol", "input.symbol");
      with.predict("production", "production", "champion", std::nullopt);
      with.predict("candidate", "candidate", "challenger", std::nullopt);
    });
  }
  static void fill(StageRig& stage) {
    stage.set("input.symbol", "BTCUSDT").set("input.snapshot.ts", int64_t{1'714'521'659'999});
    stage.set("input.snapshot.mid", 60'000.5).set("input.snapshot.spreadBp", 1.5);
    stage.set("input.snapshot.vol1m", 1e6).set("input.snapshot.rsi14", 41.0);
    stage.set("input.snapshot.spreadEstimated", true);
    stage.set("request.id", "r-1").set("request.sequence", int64_t{8});
    stage.set("request.utc_ms", int64_t{1'700'000'000'001}).set("answer.code", int64_t{200});
    stage.set("answer.source", "production.score");
  }
  static void answers(StageRig& stage, const std::string& predict, std::span<const double> row,
                      double score) {
    stage.set(predict + ".row", row).set(predict + ".score", score);
    stage.set(predict + ".status", int64_t{SPARK_STATUS_OK}).set(predict + ".elapsed_ms", 0.25);
  }
  const spark_rows& log(const std::string& name = "predict") { return host.rows.at(name); }
  spark_rows::Cell cell(const std::string& column, const std::string& name = "predict") {
    const spark_rows& all = log(name);
    for (size_t i = 0; i < all.columns.size(); ++i)
      if (all.columns[i].name == column) return all.rows.back().at(i);
    throw std::runtime_error("no column " + column);
  }
  template <class T>
  T value(const std::string& column) {
    return std::get<T>(cell(column));
  }
  bool null(const std::string& column) {
    return std::holds_alternative<std::monostate>(cell(column));
  }
};

}  // namespace

TEST_CASE_METHOD(Fixture, "a row has nothing of the row before it") {
  StageRig stage = record();
  fill(stage);
  const std::vector<double> production{41, 1.5}, candidate{1, 41};
  answers(stage, "production", production, 0.5);
  answers(stage, "candidate", candidate, 0.625);
  REQUIRE(stage.run() == SPARK_OK);
  for (const char* slot : {"production.row", "production.score", "candidate.row", "candidate.score",
                           "input.symbol", "input.snapshot.mid", "answer.source"})
    stage.set_null(slot);
  REQUIRE(stage.run() == SPARK_OK);
  REQUIRE(log().rows.size() == 2);
  for (const char* column :
       {"f00", "f01", "f02", "production_score", "candidate_score", "symbol", "mid", "source"}) {
    INFO(column);
    CHECK(null(column));
  }
  CHECK(value<int64_t>("feature_bits") == 0);
  CHECK(value<std::string>("candidate_model") == "v9@" + digest);
  CHECK(value<bool>("advances"));
}

TEST_CASE_METHOD(Fixture, "a request becomes a row of its input, features, scores and models") {
  StageRig stage = record();
  fill(stage);
  const std::vector<double> production{41, 1.5}, candidate{1, 41};
  answers(stage, "production", production, 0.5);
  answers(stage, "candidate", candidate, 0.625);
  host.event_ms = 1'714'521'660'000;  // the data drives the time
  REQUIRE(stage.run() == SPARK_OK);
  REQUIRE(log().rows.size() == 1);
  CHECK(value<int64_t>("at") == 1'714'521'659'999);
  CHECK(value<std::string>("request_id") == "r-1");
  CHECK(value<int64_t>("sequence") == 8);
  CHECK(value<int64_t>("received_ms") == 1'714'521'660'000);
  CHECK(value<std::string>("symbol") == "BTCUSDT");
  CHECK(value<bool>("advances"));
  CHECK(value<double>("mid") == 60'000.5);
  CHECK(value<bool>("spread_estimated"));
  CHECK(value<int64_t>("code") == 200);
  CHECK(value<std::string>("source") == "production.score");
  CHECK(value<double>("candidate_score") == 0.625);
  CHECK(value<int64_t>("candidate_status") == SPARK_STATUS_OK);
  CHECK(value<double>("candidate_elapsed_ms") == 0.25);
  CHECK(value<std::string>("candidate_model") == "v9@" + digest);
  CHECK(value<std::string>("production_model") == "h-1");
  CHECK(null("fallback_model"));
  CHECK(value<std::string>("features_1") == "rsi_14=pc,spread_bp=p,bias=c");
  CHECK(null("features_2"));
  CHECK(value<double>("f00") == 41);
  CHECK(value<double>("f01") == 1.5);
  CHECK(value<double>("f02") == 1);
  CHECK(null("f03"));
  CHECK(value<int64_t>("feature_bits") == 0b111);
}

TEST_CASE_METHOD(Fixture,
                 "the columns are those of every log so far, and more may only follow them") {
  record();
  std::string names;
  for (const auto& column : log().columns) names.append(column.name).append(" ");
  const std::string before_features =
      "at request_id sequence received_ms dropped symbol ts advances mid spread_bp vol_1m rsi_14 "
      "spread_estimated code source "
      "production_score production_status production_elapsed_ms production_model "
      "candidate_score candidate_status candidate_elapsed_ms candidate_model "
      "fallback_score fallback_status fallback_elapsed_ms fallback_model "
      "features_1 features_2 features_3 feature_bits ";
  CHECK(names.starts_with(before_features + "f00 f01 "));
  CHECK(log().columns.at(62).name == "f31");
  CHECK(log().columns.at(63).name == "trace_id");
  CHECK(log().columns.size() == 64);
}

TEST_CASE_METHOD(Fixture, "a row has its request's trace, where the request belongs to one") {
  StageRig stage = record();
  fill(stage);
  REQUIRE(stage.run() == SPARK_OK);
  CHECK(null("trace_id"));
  stage.set("request.traceparent", "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01");
  REQUIRE(stage.run() == SPARK_OK);
  CHECK(value<std::string>("trace_id") == "4bf92f3577b34da6a3ce929d0e0e4736");
}

TEST_CASE_METHOD(Fixture, "what no model saw is null, and unlike a value that a model missed") {
  StageRig stage = record();
  fill(stage);
  const std::vector<double> candidate{none, -0.0};
  answers(stage, "candidate", candidate, 0.5);
  stage.set("production.status", int64_t{SPARK_STATUS_NOT_READY});
  REQUIRE(stage.run() == SPARK_OK);
  CHECK(value<int64_t>("production_status") == SPARK_STATUS_NOT_READY);
  CHECK(null("production_score"));
  CHECK(null("f01"));  // production's alone
  CHECK(null("f02"));  // the candidate's, not ready
  CHECK(value<int64_t>("feature_bits") == (0b101 | int64_t{1} << 32));  // and rsi_14 is -0.0
}

TEST_CASE_METHOD(Fixture, "a probe leaves no row") {
  StageRig stage = record();
  fill(stage);
  REQUIRE(stage.run(0, SPARK_FRAME_SYNTHETIC) == SPARK_OK);
  CHECK(log().rows.empty());
}

TEST_CASE_METHOD(Fixture, "a request without a time of its own has the host's") {
  StageRig stage = record();
  fill(stage);
  stage.set_null("input.snapshot.ts");
  REQUIRE(stage.run() == SPARK_OK);
  CHECK(value<int64_t>("at") == 1'700'000'000'001);
  CHECK(null("ts"));
}

TEST_CASE_METHOD(Fixture, "rows that found no room are counted in the rows after them") {
  StageRig stage = record();
  fill(stage);
  REQUIRE(stage.run() == SPARK_OK);
  host.rows.at("predict").is_full = true;
  for (int i = 0; i < 3; ++i) REQUIRE(stage.run() == SPARK_OK);
  host.rows.at("predict").is_full = false;
  StageRig after_a_swap = record();
  fill(after_a_swap);
  REQUIRE(after_a_swap.run() == SPARK_OK);
  CHECK(log().rows.size() == 2);
  CHECK(value<int64_t>("dropped") == 3);
}

TEST_CASE_METHOD(Fixture, "rows that a log loses are on record once, by a look or at rest") {
  StageRig stage = record();
  fill(stage);
  plugin.act();
  host.advance(5'000);
  CHECK(host.waiting_records.empty());
  host.rows.at("predict").is_full = true;
  for (int i = 0; i < 3; ++i) REQUIRE(stage.run() == SPARK_OK);
  host.advance(10'000);
  host.end_records();
  REQUIRE(host.records.size() == 1);
  CHECK(host.records[0].kind == "losses");
  CHECK(host.records[0].subject == "predict");
  CHECK_THAT(host.records[0].json, ContainsSubstring("\"dropped\":3"));
  REQUIRE(stage.run() == SPARK_OK);
  plugin.rest();
  host.end_records();
  CHECK(host.records.size() == 2);
}

TEST_CASE_METHOD(Fixture, "a swapped model brings other features into the same columns") {
  StageRig before = record();
  Model next{"v10", {"log_volume"}, digest.c_str()};
  host.models["challenger"] = &next.info;
  StageRig after = record();
  const auto columns = log().columns.size();
  fill(after);
  const std::vector<double> candidate{13.5};
  answers(after, "candidate", candidate, 0.5);
  REQUIRE(after.run() == SPARK_OK);
  CHECK(value<std::string>("features_1") == "rsi_14=p,spread_bp=p,log_volume=c");
  CHECK(value<std::string>("candidate_model") == "v10@" + digest);
  CHECK(value<double>("f02") == 13.5);
  CHECK(log().columns.size() == columns);
  CHECK(columns <= SPARK_ROWS_COLUMNS_MAX);
}

TEST_CASE_METHOD(Fixture, "each pipeline has a log of its own") {
  StageRig one = record(), other = record("predict-vol");
  fill(other);
  REQUIRE(other.run() == SPARK_OK);
  CHECK(log().rows.empty());
  CHECK(log("predict-vol").rows.size() == 1);
}

TEST_CASE_METHOD(Fixture, "32 features are recorded, and 33 are refused by name") {
  Model wide{"w", many(30, "x")}, wider{"w", many(31, "x")};
  host.models["challenger"] = &wide.info;
  StageRig stage = record();
  fill(stage);
  std::vector<double> row(30, 2);
  row.back() = 0.1;
  answers(stage, "candidate", row, 0.5);
  REQUIRE(stage.run() == SPARK_OK);
  CHECK(value<double>("f31") == 0.1);
  host.models["challenger"] = &wider.info;
  CHECK_THROWS_WITH(record(), ContainsSubstring("candidate: a row has room for 32 features") &&
                                  ContainsSubstring("there is none for 'x30'"));
}

TEST_CASE_METHOD(Fixture, "long names go on in the next text, and too long ones are refused") {
  Model named{"w", many(20, std::string(25, 'n'))}, long_named{"w", many(30, std::string(25, 'n'))};
  host.models["challenger"] = &named.info;
  StageRig stage = record();
  fill(stage);
  REQUIRE(stage.run() == SPARK_OK);
  CHECK(value<std::string>("features_1").size() <= 256);
  CHECK_THAT(value<std::string>("features_2"), ContainsSubstring("n8=c"));
  host.models["challenger"] = &long_named.info;
  CHECK_THROWS_WITH(record(), ContainsSubstring("take more than 768 bytes"));
}

TEST_CASE_METHOD(Fixture, "a stage that records no model is refused") {
  CHECK_THROWS_WITH(plugin.stage("record",
                                 [](Settings& with) {
                                   with.set("log", "empty").set("snapshot", "input.snapshot");
                                 }),
                    ContainsSubstring("expected a predict stage as production"));
}
