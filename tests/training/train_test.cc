// A training from a file of klines to an artefact, on a small market.
#include <algorithm>
#include <cmath>
#include <map>

#include "kline_file.h"
#include "plugins/plugin_file.h"
#include "spark/offline/artefact_model.h"
#include "support/catch.h"
#include "support/file_text.h"
#include "support/temporary_folder.h"
#include "train_material.h"
#include "train_text.h"
#include "write_model.h"

namespace {

namespace fs = std::filesystem;
using Catch::Matchers::ContainsSubstring;

const std::string direction = R"(model_version: v9
features: v1.8
target: {horizon_s: 60, label: up-move}
model: {type: logistic, C: 0.1}
train: {from: 2024-01-01, until: 2024-01-03}
test: {from: 2024-01-04, until: 2024-01-06}
)";

const std::string volatility = R"(model_version: v9
features: v1.8.2
target: {horizon_s: 300, label: rv5-above-median}
model: {type: logistic}
grid: {C: [0.1, 1]}
train: {from: 2024-01-01, until: 2024-01-05}
test: {from: 2024-01-06, until: 2024-01-08}
)";

struct SmallMarket {
  spark::test::TemporaryFolder home;
  train::Options options;

  SmallMarket() {
    options.data = {(home.path() / "BTCUSDT-1m-2024-01.csv").string()};
    options.out = home.path() / "model";
    options.features_plugin = spark::testing::plugin_file("features");
    options.model_plugin = spark::testing::plugin_file("ml-model");
  }

  // All steps; the text that is printed, or the error's.
  std::string run(const std::string& yaml) {
    const auto config = train::parse_config(yaml, "c.yaml");
    if (!config) return config.error().text;
    const auto material = train::prepare(*config, options);
    if (!material) return material.error().text;
    if (!training::all_pass(material->checks)) return training::refusal_text(material->checks);
    const auto trained = train::train(*config, options, *material);
    if (!trained) return trained.error().text;
    const auto written = train::write(*config, options, *material, *trained);
    if (!written) return written.error().text;
    return train::training_text(*config, *trained) + train::test_text(*config, *trained);
  }
};

std::map<std::string, std::string> files_of(const fs::path& folder) {
  std::map<std::string, std::string> files;
  for (const auto& entry : fs::directory_iterator(folder))
    files[entry.path().filename().string()] = spark::test::read_file(entry.path());
  return files;
}

}  // namespace

TEST_CASE("a direction of noise becomes an artefact that serves, and that gate 4 would refuse") {
  SmallMarket market;
  // A short gap is no reason to refuse, but its place is reported.
  spark::test::write_klines(market.options.data.front(), 5 * 1'440, 6'000, 6'002);
  const std::string text = market.run(direction);
  CHECK_THAT(text, ContainsSubstring("5 folds in time order"));
  CHECK_THAT(text, ContainsSubstring("Gate 4 on this span: INCONCLUSIVE"));  // two days are too few
  const auto model =
      spark::offline::ArtefactModel::open(market.options.out, market.options.model_plugin);
  REQUIRE(model.has_value());
  CHECK(model->about().version == "v9");
  CHECK(model->about().target.event == "up-move");
  CHECK(model->about().has_exact_probes);
  const auto files = files_of(market.options.out);
  for (const char* name : {"training_manifest.json", "training_log.txt", "data_quality_report.json",
                           "feature_report.json", "training_report.html"})
    CHECK(files.contains(name));
  // An artefact knows no machine, and nothing of the span that it is judged on.
  for (const auto& [name, content] : files) {
    CHECK_THAT(content, !ContainsSubstring(market.home.path().string()));
    CHECK_THAT(content, !ContainsSubstring("on this span"));
  }
  CHECK_THAT(files.at("training_manifest.json"),
             ContainsSubstring(R"("training_date": "2024-01-02T23:58:59Z")"));
}

TEST_CASE("volatility that comes in waves is learned, without an estimated spread") {
  SmallMarket market;
  spark::test::write_klines(market.options.data.front(), 7 * 1'440);
  const auto config = train::parse_config(volatility, "c.yaml");
  REQUIRE(config.has_value());
  const auto material = train::prepare(*config, market.options);
  REQUIRE(material.has_value());
  CHECK(material->persistence_input == "rv_60m_rel");
  CHECK(material->inputs_estimated == std::vector<std::string>{"spread_rel"});
  // The first day has no median yet, and the label needs five minutes more.
  CHECK(material->train.size() < 3 * 1'440);
  CHECK(material->train.size() > 3 * 1'440 - 30);
  const auto trained = train::train(*config, market.options, *material);
  REQUIRE(trained.has_value());
  REQUIRE(trained->test);
  CHECK(trained->test->auc > 0.8);
  const auto& features = material->features;
  const auto spread = std::find(features.begin(), features.end(), "spread_rel");
  REQUIRE(spread != features.end());
  const auto& weights = trained->parts.made.model.weights;
  CHECK(weights[static_cast<size_t>(spread - features.begin())] == 0);
}

TEST_CASE("a label's median is that of the features that serve") {
  SmallMarket market;
  spark::test::write_klines(market.options.data.front(), 2 * 1'440);
  training::DataRequest request;
  request.files = market.options.data;
  request.plugin_file = market.options.features_plugin;
  request.sets = {"v1.8.2"};
  request.columns = {"rv_5m_rel"};
  const auto loaded = training::load_dataset(request, 0);
  REQUIRE(loaded.has_value());
  const training::Dataset& data = loaded->data;
  const auto rule = training::label_rule({"rv5-above-median", "5min", "24h"});
  const training::Labels labels = training::label(data, rule.value());
  const auto rv5 = [&data](size_t m) {
    double sum = 0;
    for (size_t k = m - 4; k <= m; ++k)
      sum += std::pow(std::log(data.mids[k] / data.mids[k - 1]), 2);
    return std::sqrt(sum);
  };
  size_t checked = 0;
  size_t differing = 0;
  for (size_t m = 5; m + 5 < data.rows(); ++m) {
    const double feature = data.row(m)[0];
    if (std::isnan(feature) || labels.of[m] == training::Label::unknown) continue;
    ++checked;
    const double median = (rv5(m) + 1e-6) / std::exp(feature) - 1e-6;
    const bool is_hit = rv5(m + 5) > median;
    if (is_hit != (labels.of[m] == training::Label::hit)) ++differing;
  }
  CHECK(checked > 1'400);
  CHECK(differing == 0);
}

TEST_CASE("the last snapshot of a minute is its row, and time does not go back") {
  SmallMarket market;
  std::ofstream(market.options.data.front()) << "ts,mid,spreadBp,vol1m,rsi14,spreadEstimated\n"
                                                "1704067201000,100,1,10,50,true\n"
                                                "1704067259000,101,1,10,50,false\n"
                                                "1704067319000,102,1,10,50,true\n"
                                                "1704067210000,103,1,10,50,true\n";
  training::DataRequest request;
  request.files = market.options.data;
  request.plugin_file = market.options.features_plugin;
  request.sets = {"v1.8"};
  const auto loaded = training::load_dataset(request, 0);
  REQUIRE(loaded.has_value());
  CHECK(loaded->data.mids == std::vector<double>{101, 102});
  CHECK(loaded->data.ts_ms == std::vector<int64_t>{1'704'067'259'000, 1'704'067'319'000});
  CHECK(loaded->data.row(0)[1] == 101);  // mid_price
  CHECK(loaded->estimated_spreads == 1);  // of the rows that stay
}

TEST_CASE("trees are trained by the same steps, and serve") {
  SmallMarket market;
  spark::test::write_klines(market.options.data.front(), 7 * 1'440);
  std::string yaml = volatility;
  yaml.replace(yaml.find("type: logistic"), 14, "type: xgboost, rounds: 20, depth: 3, eta: 0.1");
  yaml.replace(yaml.find("grid: {C: [0.1, 1]}"), 19, "grid: {depth: [2, 3]}");
  CHECK_THAT(market.run(yaml), ContainsSubstring("rounds 20, depth 2, eta 0.1"));
  const auto model =
      spark::offline::ArtefactModel::open(market.options.out, market.options.model_plugin);
  REQUIRE(model.has_value());
  CHECK(model->about().type == "xgboost");
}

TEST_CASE("two trainings on the same data are the same bytes") {
  SmallMarket market;
  spark::test::write_klines(market.options.data.front(), 5 * 1'440);
  REQUIRE_THAT(market.run(direction), ContainsSubstring("Model v9"));
  const auto first = files_of(market.options.out);
  market.options.out = market.home.path() / "again";
  REQUIRE_THAT(market.run(direction), ContainsSubstring("Model v9"));
  CHECK(files_of(market.options.out) == first);
}

TEST_CASE("an artefact that is there is not written over unless that is asked for") {
  SmallMarket market;
  spark::test::write_klines(market.options.data.front(), 5 * 1'440);
  REQUIRE_THAT(market.run(direction), ContainsSubstring("Model v9"));
  const auto first = files_of(market.options.out);
  std::string other = direction;
  other.replace(other.find("v9"), 2, "v8");
  CHECK_THAT(market.run(other), !ContainsSubstring("Model v8"));
  CHECK(files_of(market.options.out) == first);
  market.options.replace = true;
  CHECK_THAT(market.run(other), ContainsSubstring("Model v8"));
  CHECK(files_of(market.options.out) != first);
}

TEST_CASE("data with a gap are refused with the place, and nothing is written") {
  SmallMarket market;
  spark::test::write_klines(market.options.data.front(), 5 * 1'440, 2'000, 2'012);
  const std::string text = market.run(direction);
  CHECK_THAT(text, ContainsSubstring("longest gap: expected at most 5 min, found 12 min at"));
  CHECK_THAT(text, ContainsSubstring("BTCUSDT-1m-2024-01.csv:2001"));
  CHECK_FALSE(fs::exists(market.options.out));
}

TEST_CASE("data that do not fill the training span are refused, and say what they fill") {
  SmallMarket market;
  spark::test::write_klines(market.options.data.front(), 1'440);
  CHECK(market.run(direction) ==
        "  training span: expected more than 99.5 % of its minutes, found 50.000 % at "
        "2024-01-01T00:00:59Z until 2024-01-01T23:59:59Z, where there are rows\n");
}

TEST_CASE("a test span without data is said so, and the artefact is written") {
  SmallMarket market;
  spark::test::write_klines(market.options.data.front(), 3 * 1'440);
  CHECK_THAT(market.run(direction), ContainsSubstring("no rows of the test span"));
  CHECK(fs::exists(market.options.out / "SHA256SUMS"));
}
