// Artefacts that are written from plans, and loaded by the library that serves.
#include "write_artefact.h"

#include <cmath>
#include <filesystem>
#include <fstream>
#include <functional>
#include <limits>
#include <map>

#include "plugins/plugin_file.h"
#include "support/catch.h"
#include "support/file_text.h"
#include "support/temporary_folder.h"
#include "trees/tiny_xgboost.h"

namespace fs = std::filesystem;
using spark::offline::ArtefactModel;
using training::ArtefactPlan;
using training::Fitted;

namespace {

constexpr double infinity = std::numeric_limits<double>::infinity();
constexpr double missing = std::numeric_limits<double>::quiet_NaN();

ArtefactPlan logistic_plan() {
  ArtefactPlan plan;
  plan.version = "v9-a";
  plan.target = {"up-move", "5min", "mid"};
  plan.features = {"bias", "a", "b"};
  plan.model.scaler = {.low = {-infinity, -1.0 / 3, 0},
                       .high = {infinity, 2, infinity},
                       .mean = {0, 0.1, 1e-7},
                       .scale = {1, 2.0 / 3, 1e22}};
  plan.model.weights = {0.1, -1.0 / 7, 5e-324};
  plan.model.calibration = {1.1, -0.3};
  plan.probe_rows = {{1, 0, 0}, {1, 1.0 / 3, 1e21}, {1, -5, -0.0}};
  plan.manifest = {{"seed", 7}, {"auc", 0.1}};
  plan.texts = {{"training_log.txt", "one line\n"}};
  return plan;
}

ArtefactPlan tree_plan() {
  ArtefactPlan plan;
  plan.version = "v9-t";
  plan.target = {"up-move", "5min", "mid"};
  plan.features = {"a", "b"};
  plan.model.type = Fitted::Type::xgboost;
  plan.model.ensemble = spark::test::tiny_xgboost_json();
  plan.accepts_missing = true;
  plan.probe_rows = {{0, 0}, {missing, 1}, {3, missing}};
  return plan;
}

struct WritingFixture {
  spark::test::TemporaryFolder home;
  training::WriteOptions options{.is_replacing = false,
                                 .plugin_file = spark::testing::plugin_file("ml-model")};

  [[nodiscard]] fs::path at(const char* name) const { return home.path() / name; }
  // "" if it was written.
  [[nodiscard]] std::string written(const fs::path& folder, const ArtefactPlan& plan) const {
    const auto done = training::write_artefact(folder, plan, options);
    return done ? "" : done.error().text;
  }
  [[nodiscard]] ArtefactModel opened(const fs::path& folder) const {
    return ArtefactModel::open(folder, options.plugin_file).value();
  }
  static std::map<std::string, std::string> files(const fs::path& folder) {
    std::map<std::string, std::string> out;
    for (const auto& entry : fs::directory_iterator(folder))
      out[entry.path().filename()] = spark::test::read_file(entry.path().string());
    return out;
  }
};

}  // namespace

TEST_CASE_METHOD(WritingFixture, "an artefact that is written is the model that was planned") {
  REQUIRE(written(at("a"), logistic_plan()) == "");
  const ArtefactModel model = opened(at("a"));
  CHECK(model.about().version == "v9-a");
  CHECK(model.about().type == "logistic");
  CHECK(model.about().target.horizon == "5min");
  CHECK(model.about().features == logistic_plan().features);
  CHECK(model.about().has_exact_probes);
  CHECK(model.about().probes == 3);
  CHECK(model.about().is_probability);
  // Every number of the plan came through text with its bits.
  const double a = (1.0 / 3 - 0.1) / (2.0 / 3);
  const double b = (1e21 - 1e-7) / 1e22;
  double z = 0;
  for (const double term : {0.1 * 1, -1.0 / 7 * a, 5e-324 * b}) z += term;
  CHECK(model.scores(std::vector<double>{1, 1.0 / 3, 1e21}).value()[0] ==
        1 / (1 + std::exp(-(-0.3 + 1.1 * z))));
}

TEST_CASE_METHOD(WritingFixture, "an ensemble is written with its file, and says what it is") {
  ArtefactPlan plan = tree_plan();
  REQUIRE(written(at("t"), plan) == "");
  CHECK(files(at("t")).at("trees.json") == plan.model.ensemble);
  CHECK(opened(at("t")).about().accepts_missing);
  plan.model.calibration = {0.5, 0.25};
  REQUIRE(written(at("c"), plan) == "");
  const double sum = static_cast<double>(-std::log(1 / 0.25F - 1) + 1.0F);
  CHECK(opened(at("c")).scores(std::vector<double>{0, 0}).value()[0] ==
        1 / (1 + std::exp(-(0.25 + 0.5 * sum))));
  plan = tree_plan();
  const std::string logistic = "binary:logistic";
  plan.model.ensemble.replace(plan.model.ensemble.find(logistic), logistic.size(),
                              "reg:squarederror");
  REQUIRE(written(at("r"), plan) == "");
  CHECK_FALSE(opened(at("r")).about().is_probability);
}

TEST_CASE_METHOD(WritingFixture, "one plan is the same bytes twice") {
  REQUIRE(written(at("a"), logistic_plan()) == "");
  REQUIRE(written(at("deeper/b/"), logistic_plan()) == "");
  const auto first = files(at("a"));
  CHECK(first == files(at("deeper/b")));
  REQUIRE(first.size() == 6);
  CHECK(first.at("training_log.txt") == "one line\n");
  CHECK(first.at("training_manifest.json") == "{\n  \"seed\": 7,\n  \"auc\": 0.1\n}\n");
  CHECK(first.at("scaler_params.json") ==
        "{\n"
        "  \"features\": [\"bias\", \"a\", \"b\"],\n"
        "  \"low\": [null, -0.3333333333333333, 0],\n"
        "  \"high\": [null, 2, null],\n"
        "  \"mean\": [0, 0.1, 1e-07],\n"
        "  \"scale\": [1, 0.6666666666666666, 1e+22]\n"
        "}\n");
}

TEST_CASE_METHOD(WritingFixture, "what lies there is replaced only if told, and if an artefact") {
  REQUIRE(written(at("a"), logistic_plan()) == "");
  const auto before = files(at("a"));
  CHECK_THAT(written(at("a"), tree_plan()),
             Catch::Matchers::ContainsSubstring("is there already; --replace"));
  CHECK(files(at("a")) == before);
  options.is_replacing = true;
  REQUIRE(written(at("a"), tree_plan()) == "");
  CHECK(opened(at("a")).about().version == "v9-t");
  fs::create_directory(at("notes"));
  CHECK_THAT(written(at("notes"), tree_plan()),
             Catch::Matchers::ContainsSubstring("is no artefact (it has no SHA256SUMS)"));
  // Data with sums of their own, say.
  std::ofstream(at("notes") / "SHA256SUMS") << "none\n";
  std::ofstream(at("notes") / "prices.csv") << "1\n";
  CHECK_THAT(written(at("notes"), tree_plan()),
             Catch::Matchers::ContainsSubstring("is no artefact"));
  CHECK(fs::exists(at("notes") / "prices.csv"));
  // Notes beside a model's files are not the model's.
  fs::create_directory(at("a") / "notebooks");
  CHECK_THAT(written(at("a"), tree_plan()), Catch::Matchers::ContainsSubstring("notebooks"));
  CHECK(std::distance(fs::directory_iterator(home.path()), fs::directory_iterator()) == 2);
}

TEST_CASE_METHOD(WritingFixture, "a plan that no plugin would load leaves nothing behind") {
  struct Wrong {
    std::function<void(ArtefactPlan&)> make;
    std::string said;
  };
  const Wrong all[] = {
      {[](auto& plan) { plan.version = "a/b"; }, "model.json: version: expected 1 to 64"},
      {[](auto& plan) { plan.features[2] = "a"; }, "model.json: features: 'a' is there twice"},
      {[](auto& plan) { plan.model.weights.pop_back(); }, "model.json: weights: 2 for 3 features"},
      {[](auto& plan) { plan.model.weights[1] = missing; },
       "weights: element 1: expected a number"},
      {[](auto& plan) { plan.model.scaler.scale[2] = 0; }, "scaler_params.json: scale: element 2"},
      {[](auto& plan) { plan.model.scaler.mean.clear(); }, "mean: 0 for 3 features"},
      {[](auto& plan) { plan.model.calibration.slope = -1; }, "calibration.slope: expected"},
      {[](auto& plan) { plan.accepts_missing = true; }, "a logistic model has no score for"},
      {[](auto& plan) { plan.probe_rows.clear(); }, "probes.json: rows: expected 1 to 1024"},
      {[](auto& plan) { plan.probe_rows[1] = {1}; }, "probe row 1 has 1 elements for 3 features"},
      {[](auto& plan) { plan.probe_rows[2][1] = missing; }, "probe row 2 has no score"},
      {[](auto& plan) { plan.texts["model.json"] = ""; }, "model.json: is written by itself"},
      {[](auto& plan) { plan.texts["../a"] = ""; }, "../a: no name of a file"},
      {[](auto& plan) { plan = tree_plan(), plan.model.ensemble = "{}"; }, "trees.json: "},
      {[](auto& plan) { plan = tree_plan(), plan.features = {"a"}; },
       "trees.json: learner.learner_model_param.num_feature: "},
  };
  for (const Wrong& wrong : all) {
    ArtefactPlan plan = logistic_plan();
    wrong.make(plan);
    CAPTURE(wrong.said);
    CHECK_THAT(written(at("a"), plan), Catch::Matchers::ContainsSubstring(wrong.said));
    CHECK(fs::is_empty(home.path()));
  }
  options.plugin_file = "/nowhere/ml-model.so";
  CHECK_THAT(written(at("a"), logistic_plan()),
             Catch::Matchers::ContainsSubstring("/nowhere/ml-model.so: "));
  CHECK(fs::is_empty(home.path()));
}
