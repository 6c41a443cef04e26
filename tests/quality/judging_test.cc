// Past predictions are judged by what came true, for the model that made them.
#include <cmath>
#include <map>
#include <random>

#include "eval_rows.h"
#include "eval_steps.h"
#include "evaluation/volume_market.h"
#include "quality_rig.h"
#include "same_figures.h"
#include "spark/offline/artefact_model.h"
#include "support/temporary_folder.h"

using namespace spark::test;
using spark::testing::FakeHost;
using spark::tool::number;

namespace {

constexpr double none = std::numeric_limits<double>::quiet_NaN();
const std::string digest_a(64, 'a'), digest_b(64, 'b');

const spark_model_info heuristic =
    model_info("heuristic-v1", "", "up-move", "1min", "mid", SPARK_MODEL_HEURISTIC);
const spark_model_info up_a = model_info("v1", digest_a.c_str(), "up-move", "1min", "mid");
const spark_model_info up_b = model_info("v2", digest_b.c_str(), "up-move", "1min", "mid");

// Minutes of a coin's tosses; the score knows the next one three times in four.
class Market {
 public:
  explicit Market(QualityRig& rig) : rig_(rig) {}

  void go_on(int64_t minutes) {
    for (int64_t i = 0; i < minutes; ++i, ++minute_) {
      const bool is_up = random_() % 2 == 0;
      const double score = (random_() % 4 == 0) == is_up ? 0.3 : 0.7;
      rig_.snapshot(rig_start_ms + minute_ * 60'000 + 59'999, mid_, 0.5, score);
      mid_ *= is_up ? 1.001 : 1 / 1.001;
    }
  }

 private:
  QualityRig& rig_;
  std::mt19937 random_{1};
  int64_t minute_ = 0;
  double mid_ = 100;
};

std::string cell(const spark_rows::Cell& value) {
  if (const auto* text = std::get_if<std::string>(&value)) return *text;
  if (const auto* whole = std::get_if<int64_t>(&value)) return std::to_string(*whole);
  if (const auto* flag = std::get_if<bool>(&value)) return *flag ? "hit" : "miss";
  return "number";
}

}  // namespace

TEST_CASE("live figures equal those of an evaluation of the same span") {
  TemporaryFolder folder;
  const auto market = volume_market(2'000);
  const auto file = write_market(folder.path(), market);
  const auto plan = volume_model("v1");
  write_model(folder.path() / "v1", plan);
  eval::Request request;
  request.model = folder.path() / "v1";
  request.data = {file.string()};
  request.features_plugin = SPARK_BUILD_DIR "/lib/spark/plugins/features.so";
  request.model_plugin = SPARK_BUILD_DIR "/lib/spark/plugins/ml-model.so";
  request.span = {market[300].ts_ms, market[1'900].ts_ms};
  const auto evaluation = eval::evaluate(request);
  REQUIRE(evaluation.has_value());
  REQUIRE(evaluation->measures.has_value());

  const auto model = spark::offline::ArtefactModel::open(request.model, request.model_plugin);
  REQUIRE(model.has_value());
  training::DataRequest wanted;
  wanted.files = {file.string()};
  wanted.plugin_file = request.features_plugin;
  wanted.sets = {"v1.8"};
  wanted.columns = model->about().features;
  const auto loaded = training::load_dataset(wanted, market.size());
  REQUIRE(loaded.has_value());
  const auto scores = model->scores(loaded->data.values);
  REQUIRE(scores.has_value());

  FakeHost host;
  const auto& about = model->about();
  const spark_model_info info =
      model_info(about.version.c_str(), about.sha256.c_str(), about.target.event.c_str(),
                 about.target.horizon.c_str(), about.target.reference.c_str());
  QualityRig rig(host, heuristic, info);
  host.live_models["candidate"].front().folder = request.model.string();
  rig.plugin().act();
  host.run_jobs();
  for (size_t i = 0; i < loaded->data.rows(); ++i)
    rig.snapshot(loaded->data.ts_ms[i], loaded->data.mids[i], 0.5, (*scores)[i]);
  const auto report = rig.report("?from_ms=" + std::to_string(market[300].ts_ms) +
                                 "&until_ms=" + std::to_string(market[1'900].ts_ms));
  const auto figure = [&](const char* name) {
    return number(report, std::string("candidate.live.windows.span.") + name).value_or(none);
  };
  const training::Measures& offline = *evaluation->measures;
  check_same_figures(figure, offline);
}

TEST_CASE("figures appear with a hundred labels, as series and facts of the model's digest") {
  FakeHost host;
  QualityRig rig(host, heuristic, up_a);
  rig.plugin().act();
  Market market(rig);
  market.go_on(100);  // the last minute is open, and the one before not decided
  host.fire("look");
  host.run_jobs();
  CHECK(host.value("ml_quality_rows{role=\"candidate\",window=\"1d\"}") == 98);
  CHECK(host.facts.empty());
  CHECK(number(rig.report(), "candidate.live.windows.1d.auc") == std::nullopt);

  market.go_on(60);
  host.fire("look");
  host.run_jobs();
  CHECK(host.value("ml_quality_rows{role=\"candidate\",window=\"1d\"}") == 158);
  const double auc = host.value("ml_quality_auc{role=\"candidate\",window=\"1d\"}");
  CHECK(auc > 0.6);
  for (const char* window : {"1d", "7d", "30d"})
    CHECK(host.facts.at(std::string("auc_") + window + "  candidate " + digest_a) == auc);
  CHECK(number(rig.report(), "candidate.live.windows.7d.auc") == auc);
}

TEST_CASE("probes, copies and snapshots out of order are never judged") {
  FakeHost host;
  QualityRig rig(host, heuristic, up_a);
  for (int64_t minute = 0; minute < 200; ++minute) {
    const int64_t ts_ms = rig_start_ms + minute * 60'000;
    const double mid = minute % 2 == 0 ? 100 : 101;
    rig.snapshot(ts_ms + 10, mid, 0.5, minute % 2 == 0 ? 0.9 : 0.1);
    rig.snapshot(ts_ms + 10, 1, 0.5, 0.5);
    rig.snapshot(ts_ms + 5, 1, 0.5, 0.5);
    rig.snapshot(ts_ms - 60'000, 1, 0.5, 0.5);
    rig.snapshot(ts_ms + 20, 1, 0.5, 0.5, SPARK_FRAME_SYNTHETIC);
  }
  const auto report = rig.report();
  CHECK(number(report, "candidate.live.windows.1d.rows") == 198);
  CHECK(number(report, "candidate.live.windows.1d.auc") == 1);
  CHECK(host.value("ml_quality_snapshots_total{case=\"duplicate\"}") == 200);
  CHECK(host.value("ml_quality_snapshots_total{case=\"disordered\"}") == 200);
}

TEST_CASE("a request that was not ready has a mid that tells what came true, a wrong one has not") {
  FakeHost host;
  QualityRig rig(host, heuristic, up_a);
  for (int64_t minute = 0; minute < 400; ++minute) {
    const bool is_ready = minute % 2 == 0;
    rig.stage().set("answer.code", is_ready ? int64_t{200} : int64_t{422});
    rig.snapshot(rig_start_ms + minute * 60'000, minute % 4 < 2 ? 100 : 101, is_ready ? 0.5 : none,
                 is_ready ? 0.9 : none);
    rig.stage().set("answer.code", int64_t{400});
    rig.snapshot(rig_start_ms + minute * 60'000 + 1, 120, 0.5, 0.5);
  }
  const auto report = rig.report();
  CHECK(number(report, "candidate.live.windows.1d.rows") == 199);
  CHECK(number(report, "candidate.live.windows.1d.hits") == 0);
}

TEST_CASE("another model begins its own figures, and the previous one's are judged to the end") {
  FakeHost host;
  QualityRig rig(host, heuristic, up_a);
  Market market(rig);
  market.go_on(200);
  rig.swap(up_b);
  market.go_on(150);
  auto report = rig.report();
  CHECK(number(report, "candidate.live.windows.1d.rows") == 148);
  CHECK(spark::tool::raw(report, "candidate.live.sha256") == digest_b);
  CHECK(number(report, "candidate.earlier." + digest_a + ".windows.1d.rows") == 200);
  CHECK(number(report, "production.live.windows.1d.rows") == 348);

  rig.swap(up_a);  // a rollback goes on with what there is
  market.go_on(10);
  report = rig.report();
  CHECK(number(report, "candidate.live.windows.1d.rows") == 208);
  CHECK(number(report, "candidate.earlier." + digest_b + ".windows.1d.rows") == 150);
}

TEST_CASE("each label is a row of the log, once, with what decided it") {
  FakeHost host;
  QualityRig rig(host, heuristic, up_a);
  rig.plugin().act();
  Market market(rig);
  market.go_on(50);
  host.fire("look");
  host.run_jobs();
  market.go_on(50);
  host.fire("look");
  host.run_jobs();
  market.go_on(50);
  const auto& rows = host.rows.at("labels").rows;
  std::map<std::string, int> seen;
  for (const auto& row : rows) ++seen[cell(row[3]) + " " + cell(row[5])];
  CHECK(rows.size() == 2 * 98);
  CHECK(seen.size() == rows.size());
  const auto& row = rows.back();
  CHECK(cell(row[1]) == "BTCUSDT");
  CHECK(cell(row[4]) == "up-move/1min/mid");
  CHECK(std::get<int64_t>(row[0]) == std::get<int64_t>(row[5]) + 60'000);
  CHECK(std::get<bool>(row[7]) == (std::get<double>(row[8]) > std::get<double>(row[9])));
  CHECK(cell(row[10]) == "v1");
  CHECK(cell(row[11]) == digest_a);
}

TEST_CASE("a target that minutes cannot answer is named, and has no figure") {
  FakeHost host;
  QualityRig rig(host, heuristic, model_info("v9", digest_b.c_str(), "default", "1y", "loan"));
  Market(rig).go_on(300);
  const auto report = rig.report();
  CHECK_THAT(spark::tool::raw(report, "candidate.live.not_computed"),
             Catch::Matchers::ContainsSubstring("expected a horizon of whole minutes"));
  CHECK(number(report, "candidate.live.windows.1d.rows") == std::nullopt);
  CHECK(number(report, "production.live.windows.1d.rows") == 298);
}

TEST_CASE("what is asked for wrongly is refused with what was expected") {
  FakeHost host;
  QualityRig rig(host, heuristic, up_a);
  CHECK(spark::tool::raw(rig.report("?from_ms=soon"), "error") ==
        "from_ms: expected milliseconds since 1970, found 'soon'");
  CHECK_THAT(spark::tool::raw(rig.report("?lineage=other"), "error"),
             Catch::Matchers::ContainsSubstring("'other'"));
}
