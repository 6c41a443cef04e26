// What `sparkctl models info` says of artefacts.
#include "artefact_info.h"

#include "pack.h"
#include "plugins/artefact_fixture.h"
#include "plugins/plugin_file.h"
#include "spark/tool/json.h"
#include "support/catch.h"
#include "support/temporary_folder.h"
#include "training/reference.h"
#include "training/write_artefact.h"
#include "trees/tiny_xgboost.h"

using Catch::Matchers::ContainsSubstring;
using spark::testing::plugin_file;

namespace {

boost::json::object info_of(const std::filesystem::path& artefact) {
  return models::artefact_info(artefact, plugin_file("ml-model")).value();
}

}  // namespace

TEST_CASE("an artefact says what it is, of what files, and that it verifies") {
  const boost::json::object info = info_of(spark::testing::shipped_artefact());
  CHECK(info.at("verifies").as_bool());
  CHECK(info.at("version").as_string() == "v1.8-b0");
  CHECK(info.at("features").as_array().size() == 6);
  CHECK_FALSE(info.contains("trees"));
  CHECK_FALSE(info.contains("training"));
  const std::string text = models::info_text(info);
  CHECK_THAT(text, ContainsSubstring("up-move in 1min against mid\n") &&
                       ContainsSubstring("11 rows, exact\n") &&
                       ContainsSubstring("probes.json, 786 bytes\n") &&
                       ContainsSubstring("not accepted: the host says not_ready\n"));
}

TEST_CASE("an artefact with everything shows trees, calibration, reference and training") {
  const spark::test::TemporaryFolder home;
  training::ArtefactPlan plan;
  plan.version = "v5";
  plan.target = {"up-move", "5min", ""};
  plan.features = {"a", "b"};
  plan.model.type = training::Fitted::Type::xgboost;
  plan.model.ensemble = spark::test::tiny_xgboost_json();
  plan.model.calibration = {1.25, -0.5};
  plan.probe_rows = {{0, 0}};
  const training::Dataset rows{
      .names = plan.features, .ts_ms = {1, 60'001}, .mids = {1, 1}, .values = {0, 1, 0, 2}};
  plan.reference =
      training::reference_distributions(rows, std::vector<double>{0.1, 0.2}, {"BTCUSDT"}).value();
  plan.manifest = spark::tool::parse_json(
                      R"({"data_window": {"from": "2024-01-01T00:00:00Z", "until": "2024-02-01",
                      "rows": 44640}, "cv": {"summary": {"folds": 5, "auc_mean": 0.7,
                      "auc_std": 0.01}},
                      "offline_metrics": {"auc": 0.7, "precision_at_20": 0.6, "of": "folds"},
                      "probes": {"origin": "given"}, "source": {"name": "m.json", "bytes": 2}})",
                      "the manifest")
                      .value()
                      .as_object();
  const training::WriteOptions options{.is_replacing = false,
                                       .plugin_file = plugin_file("ml-model")};
  REQUIRE(training::write_artefact(home.path() / "v5", plan, options).has_value());
  const std::string text = models::info_text(info_of(home.path() / "v5"));
  CHECK_THAT(text, ContainsSubstring("1 of 5 nodes, depth 2, binary:logistic\n") &&
                       ContainsSubstring("slope 1.25, intercept -0.5\n") &&
                       ContainsSubstring("2 rows, BTCUSDT\n") &&
                       ContainsSubstring("a: constant, b: 2 bins, score: 2 bins\n") &&
                       ContainsSubstring("to 2024-02-01, 44,640 rows\n") &&
                       ContainsSubstring("folds           5, auc_mean 0.7, auc_std 0.01\n") &&
                       ContainsSubstring("compared with those that came with the model\n") &&
                       ContainsSubstring("packed from     m.json, 2 bytes") &&
                       ContainsSubstring("up-move in 5min\n"));
}

TEST_CASE("an artefact that does not verify is shown with the reason alone") {
  const spark::testing::ArtefactCopy copy;
  copy.write("notes.txt", "");
  const auto info = models::artefact_info(copy.path(), plugin_file("ml-model"));
  REQUIRE_FALSE(info.has_value());
  CHECK_THAT(info.error().text, ContainsSubstring("notes.txt: not listed in SHA256SUMS"));
}
