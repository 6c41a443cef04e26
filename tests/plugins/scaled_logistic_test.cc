// Logistic models with a scaler and a calibration, and calibrated ensembles, through the ABI.
#include <cmath>
#include <fstream>

#include "base/sha256.h"
#include "plugins/plugin_file.h"
#include "spark/testing/rig.h"
#include "support/catch.h"
#include "support/temporary_folder.h"
#include "trees/tiny_xgboost.h"

using namespace spark::testing;

namespace {

constexpr double nan = std::numeric_limits<double>::quiet_NaN();
constexpr double infinity = std::numeric_limits<double>::infinity();

// A bias and two features, of which the last has no upper bound.
const std::string scaler_text =
    R"({"features": ["bias", "a", "b"], "low": [null, -1.5, 0.1], "high": [null, 2.5, null],)"
    R"( "mean": [0, 0.3, 7.7], "scale": [1, 0.7, 3.1]})";
const std::string logistic_model =
    R"("type": "logistic", "features": ["bias", "a", "b"], "weights": [0.4, -1.1, 0.37],)"
    R"( "scaler": "scaler_params.json", "calibration": {"slope": 1.3, "intercept": -0.2})";
const std::string tree_model = R"("type": "xgboost", "features": ["a", "b"],)"
                               R"( "ensemble": "trees.json")";

// The same arithmetic, one operation a statement.
double naive(const std::vector<double>& row) {
  const double low[] = {-infinity, -1.5, 0.1}, high[] = {infinity, 2.5, infinity};
  const double mean[] = {0, 0.3, 7.7}, scale[] = {1, 0.7, 3.1}, weights[] = {0.4, -1.1, 0.37};
  double z = 0;
  for (size_t j = 0; j < 3; ++j) {
    double x = row[j];
    if (x < low[j]) x = low[j];
    if (x > high[j]) x = high[j];
    x = x - mean[j];
    x = x / scale[j];
    const double term = weights[j] * x;
    z = z + term;
  }
  const double scaled = 1.3 * z;
  const double margin = -0.2 + scaled;
  return 1 / (1 + std::exp(-margin));
}

struct ScaledFixture {
  spark::test::TemporaryFolder folder;
  FakeHost host;
  PluginRig plugin{host, load_entry(plugin_file("ml-model"))};

  ScaledFixture() {
    write("SHA256SUMS", "");
    write("scaler_params.json", scaler_text);
    write("trees.json", spark::test::tiny_xgboost_json());
  }

  void write(const std::string& name, const std::string& text) const {
    std::ofstream(folder.path() / name, std::ios::binary) << text;
  }
  // Probes are not the subject: one row, and whatever it scores is found in the refusal.
  void write_model(const std::string& members) const {
    const bool has_bias = members.find("bias") != std::string::npos;
    write("model.json", R"({"kind": "probability", "version": "s1", )" + members +
                            R"(, "target": {"event": "up", "horizon": "1min", "reference": ""},)"
                            R"( "feature_set_sha256": ")" +
                            spark::base::sha256_hex(has_bias ? "bias\na\nb" : "a\nb") + "\"}");
    write("probes.json", std::string(R"({"exact": false, "rows": [)") +
                             (has_bias ? "[1, 0, 0]" : "[0, 0]") + R"(], "scores": [0]})");
  }
  [[nodiscard]] std::string refusal() {
    try {
      (void)plugin.model({}, folder.path().c_str());
    } catch (const Refusal& refused) {
      return refused.what();
    }
    return "loaded";
  }
  [[nodiscard]] ModelRig load(const std::string& members, const std::string& probe, double score) {
    write_model(members);
    char digits[40];
    std::snprintf(digits, sizeof digits, "%.17g", score);
    write("probes.json",
          R"({"exact": true, "rows": [)" + probe + R"(], "scores": [)" + digits + "]}");
    return plugin.model({}, folder.path().c_str());
  }
};

std::string replaced(std::string text, const std::string& from, const std::string& to) {
  const size_t at = text.find(from);
  REQUIRE(at != std::string::npos);
  return text.replace(at, from.size(), to);
}

}  // namespace

TEST_CASE_METHOD(ScaledFixture, "a row is clipped, centred, scaled, weighed and calibrated") {
  const ModelRig model = load(logistic_model, "[1, 0, 0]", naive({1, 0, 0}));
  std::vector<std::vector<double>> rows = {
      {1, -1.5, 0.1}, {1, 2.5, 1e9},  {1, -99, -99},      {1, infinity, -infinity},
      {1, 0.3, 7.7},  {1, -0.0, 0.1}, {1, 5e-324, 1e300},
  };
  for (int i = 0; i < 500; ++i) rows.push_back({1, std::sin(i) * 3, std::cos(i * 7) * 20});
  const auto scores = model.predict(rows);
  for (size_t i = 0; i < rows.size(); ++i) {
    CAPTURE(i);
    CHECK(scores[i].status == SPARK_ROW_OK);
    CHECK(scores[i].score == naive(rows[i]));  // to the bit
  }
}

TEST_CASE_METHOD(ScaledFixture, "a scaled row with a missing value has no score") {
  const ModelRig model = load(logistic_model, "[1, 0, 0]", naive({1, 0, 0}));
  const auto scores = model.predict({{1, nan, 0}, {1, 0, nan}, {nan, 0, 0}, {1, 0, 0}});
  for (size_t i = 0; i < 3; ++i) CHECK(scores[i].status == SPARK_ROW_NOT_READY);
  CHECK(scores[3].status == SPARK_ROW_OK);
}

TEST_CASE_METHOD(ScaledFixture, "a scaled model may be clipped, and without clips reaches 0") {
  const std::string far = "[1, 2.5, -1e300]";
  const std::string steep = replaced(logistic_model, "1.3", "1e6");
  CHECK(load(steep, far, 0).predict({{1, 2.5, -1e300}})[0].score == 0);
  const std::string clipped = steep + R"(, "clip_low": 0.25, "clip_high": 0.5)";
  CHECK(load(clipped, far, 0.25).predict({{1, 2.5, -1e300}})[0].score == 0.25);
}

TEST_CASE_METHOD(ScaledFixture, "a calibrated ensemble takes the sum for its margin") {
  const std::string model = tree_model + R"(, "calibration": {"slope": 0.5, "intercept": 0.75})";
  const float sum = -std::log(1 / 0.25F - 1) + 3.0F;  // base_score 0.25 and the leaf of (1, 1)
  const double expected = 1 / (1 + std::exp(-(0.75 + 0.5 * static_cast<double>(sum))));
  CHECK(load(model, "[1, 1]", expected).predict({{1, 1}})[0].score == expected);
}

TEST_CASE_METHOD(ScaledFixture, "a calibration needs an objective of two classes") {
  write_model(tree_model + R"(, "calibration": {"slope": 1, "intercept": 0})");
  for (const std::string name : {"reg:squarederror", "reg:logistic"}) {
    write("trees.json", replaced(spark::test::tiny_xgboost_json(), "binary:logistic", name));
    CHECK_THAT(refusal(), Catch::Matchers::ContainsSubstring(
                              "model.json: calibration: a model of the objective '" + name +
                              "' has no margin to calibrate"));
  }
  write("trees.json",
        replaced(spark::test::tiny_xgboost_json(), "binary:logistic", "binary:logitraw"));
  CHECK_THAT(refusal(), Catch::Matchers::ContainsSubstring("probes.json: scores: row 0 scores"));
}

TEST_CASE_METHOD(ScaledFixture, "a wrong scaler or calibration is refused by file and field") {
  struct Wrong {
    std::string from, to, said;
  };
  const Wrong in_scaler[] = {
      {"{", "[", "scaler_params.json: "},
      {R"("bias", "a")", R"("a", "bias")",
       "scaler_params.json: features: expected those of model.json, in its order"},
      {"[null, -1.5, 0.1]", "[null, -1.5]", "scaler_params.json: low: 2 for 3 features"},
      {"0.3, 7.7", "0.3, 7.7, 1", "scaler_params.json: mean: 4 for 3 features"},
      {"0.3, 7.7", "null, 7.7", "scaler_params.json: mean: element 1: expected a number"},
      {"-1.5", "2.6",
       "scaler_params.json: low, high: element 1: expected low <= high, not 2.6, 2.5"},
      {"-1.5", "NaN", "scaler_params.json: "},
      {"0.7", "0", "scaler_params.json: scale: element 1: expected a number above 0, not 0"},
      {"0.7", "-1", "scaler_params.json: scale: element 1: expected a number above 0, not -1"},
      {"\"mean\"", "\"means\"", "scaler_params.json: mean: missing"},
      {"\"mean\"", "\"low\": [], \"mean\"", "scaler_params.json: low: given twice"},
  };
  write_model(logistic_model);
  for (const Wrong& wrong : in_scaler) {
    write("scaler_params.json", replaced(scaler_text, wrong.from, wrong.to));
    CHECK_THAT(refusal(), Catch::Matchers::ContainsSubstring(wrong.said));
  }
  write("scaler_params.json", scaler_text);
  const Wrong in_model[] = {
      {"\"scaler_params.json\"", "\"../a\"", "model.json: scaler: expected the name of a file"},
      {"\"scaler_params.json\"", "\"other.json\"", "other.json: missing"},
      {"\"scaler_params.json\"", "7", "model.json: scaler: expected a text"},
      {"\"slope\": 1.3", "\"slope\": 0", "calibration.slope: expected a number above 0, not 0"},
      {"\"slope\": 1.3", "\"slope\": -1", "calibration.slope: expected a number above 0, not -1"},
      {"\"slope\": 1.3", "\"slope\": 1e999", "model.json: "},
      {"\"slope\": 1.3,", "", "model.json: calibration.slope: missing"},
      {", \"intercept\": -0.2", "", "model.json: calibration.intercept: missing"},
      {"{\"slope\": 1.3, \"intercept\": -0.2}", "null", "calibration.slope: missing"},
      {"{\"slope\": 1.3, \"intercept\": -0.2}", "[1, 2]", "calibration.slope: missing"},
      {"\"scaler\": \"scaler_params.json\", ", "", "model.json: clip_low: missing"},
      {"\"weights\"", "\"clip_low\": 0, \"weights\"", "model.json: clip_high: missing"},
  };
  for (const Wrong& wrong : in_model) {
    write_model(replaced(logistic_model, wrong.from, wrong.to));
    CHECK_THAT(refusal(), Catch::Matchers::ContainsSubstring(wrong.said));
  }
}
