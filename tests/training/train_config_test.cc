// The configuration of a training: what is read, and how every mistake is named.
#include "train_config.h"

#include <filesystem>

#include "support/catch.h"

namespace {

using Catch::Matchers::ContainsSubstring;

const std::string good = R"(model_version: v9
features: v1.8.2
transform: {returns: log, scaler: standard, winsorize_bp: 50}
cv: {scheme: purged_time_series, folds: 4, embargo_min: 30, test_size: 0.25}
target: {horizon_s: 300, label: rv5-above-median}
model: {type: logistic, regularization: l2, C: 0.5}
grid: {C: [0.1, 1]}
train: {from: 2023-12-01, until: 2024-02-01}
test: {from: 2024-03-01, until: 2024-06-01}
)";

// The refusal after one line was exchanged.
std::string refusal(const std::string& line, const std::string& other) {
  std::string text = good;
  const size_t at = text.find(line);
  REQUIRE(at != std::string::npos);
  text.replace(at, line.size(), other);
  const auto config = train::parse_config(text, "c.yaml");
  return config ? "" : config.error().text;
}

}  // namespace

TEST_CASE("a training's configuration is read") {
  const auto config = train::parse_config(good, "c.yaml");
  REQUIRE(config.has_value());
  CHECK(config->model_version == "v9");
  CHECK(config->target == training::Target{"rv5-above-median", "5min", "24h"});
  CHECK(config->sets == std::vector<std::string>{"v1.8.2"});
  CHECK(config->features.empty());
  CHECK(config->recipe.folds.folds == 4);
  CHECK(config->recipe.folds.embargo_ms == 30 * 60'000);
  CHECK(config->recipe.logistic.winsorize_bp == 50);
  REQUIRE(config->grid.size() == 2);
  CHECK(config->grid[1].c == 1);
  CHECK(config->train.from_ms == 1'701'388'800'000);
  REQUIRE(config->test);
  CHECK(config->test->until_ms == 1'717'200'000'000);
}

TEST_CASE("every mistake of a training's configuration is named with its line") {
  struct Case {
    const char* line;
    const char* other;
    const char* error;
  };
  const Case cases[] = {
      {"model_version: v9", "model_version: ../v9", "c.yaml:1: model_version: expected at most 64"},
      {"model_version: v9\n", "", "model_version: expected a version"},
      {"model_version: v9", "modle_version: v9", "did you mean 'model_version'?"},
      {"features: v1.8.2", "features: v1.8.9", "c.yaml:2: features: expected a set"},
      {"returns: log", "returns: none", "c.yaml:3: transform.returns: expected log, found 'none'"},
      {"winsorize_bp: 50", "winsorize_bp: 0.5", "expected a whole number from 0 to 1000"},
      {"winsorize_bp", "winsorise_bp", "did you mean 'winsorize_bp'?"},
      {"test_size: 0.25", "test_size: 0.2", "c.yaml:4: cv.test_size: expected 1 / folds"},
      {"folds: 4", "folds: four", "found 'four'"},
      {"label: rv5-above-median", "label: rv6", "c.yaml:5: target.label: expected a label"},
      {"horizon_s: 300", "horizon_s: 90", "target.horizon_s: expected a multiple of 60"},
      {"horizon_s: 300, ", "", "target.horizon_s: expected seconds"},
      {"type: logistic", "type: lightgbm", "model.type: expected logistic or xgboost"},
      {"C: 0.5", "depth: 3", "c.yaml:6: model.depth: unknown key"},
      {"C: 0.5", "C: 0.5, C: 1", "model.C: the key stands there twice"},
      {"grid: {C: [0.1, 1]}", "grid: {C: [0.1, x]}", "c.yaml:7: grid.C: expected a number"},
      {"grid: {C: [0.1, 1]}", "grid: [1]", "c.yaml:7: grid: expected a map, found a list"},
      {"until: 2024-02-01", "until: 2024-02-30", "c.yaml:8: train.until: expected a day"},
      {"until: 2024-02-01", "until: 2023-11-01", "train.until: expected a day after 'from'"},
      {"from: 2024-03-01", "from: 2024-01-31",
       "c.yaml:9: test.from: expected a day after the training"},
      {"train: {", "train: {{", "c.yaml:8: not YAML"},
  };
  for (const Case& one : cases)
    CHECK_THAT(refusal(one.line, one.other), ContainsSubstring(one.error));
}

TEST_CASE("all mistakes are reported at once") {
  const auto config = train::parse_config("model_version: v9\nfetures: v1.8\n", "c.yaml");
  REQUIRE(config.has_error());
  const std::string& text = config.error().text;
  CHECK_THAT(text, ContainsSubstring("c.yaml:2: fetures: unknown key; did you mean 'features'?"));
  CHECK_THAT(text, ContainsSubstring("target.label: expected"));
  CHECK_THAT(text, ContainsSubstring("train.from: expected a day"));
}

TEST_CASE("a list of features takes them from every set") {
  std::string text = good;
  text.replace(text.find("features: v1.8.2"), 16, "features: [bias, rv_5m_rel]");
  const auto config = train::parse_config(text, "c.yaml");
  REQUIRE(config.has_value());
  CHECK(config->features == std::vector<std::string>{"bias", "rv_5m_rel"});
  CHECK(config->sets.size() == 3);
}

TEST_CASE("the shipped configurations are right, and name the model that they make") {
  size_t count = 0;
  for (const auto& entry : std::filesystem::directory_iterator(SPARK_SOURCE_DIR "/configs/train")) {
    const auto config = train::read_config(entry.path().string());
    REQUIRE(config.has_value());
    CHECK(config->test);
    ++count;
  }
  CHECK(count == 6);
}

TEST_CASE("a configuration without an end is refused for its size") {
  const auto read = train::read_config("/dev/zero");
  REQUIRE(read.has_error());
  CHECK(read.error().text == "/dev/zero: expected at most 128 KiB, found more");
}
