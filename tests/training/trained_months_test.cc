// The shipped configurations, trained on recorded months and scored on later ones: the figures that
// an independent fit had before.
#include "plugins/plugin_file.h"
#include "spark/tool/format.h"
#include "support/case_count.h"
#include "support/catch.h"
#include "support/market_data.h"
#include "train_fit.h"
#include "train_material.h"
#include "training/offline_verdict.h"

namespace {

using spark::test::is_full_soak;
using training::Verdict;

bool is_without_data() {
  if (!spark::test::market_data().empty()) return false;
  WARN("skipped: no market data; set SPARK_DATA_DIR to the folder that holds btcusdt_1m/");
  return true;
}

train::Trained trained(const std::string& name) {
  train::Options options;
  options.data = {(spark::test::market_data() / "btcusdt_1m").string()};
  options.features_plugin = spark::testing::plugin_file("features");
  options.model_plugin = spark::testing::plugin_file("ml-model");
  const auto config = train::read_config(SPARK_SOURCE_DIR "/configs/train/" + name + ".yaml");
  const auto material = train::prepare(config.value(), options);
  REQUIRE(training::all_pass(material.value().checks));
  return train::train(*config, options, *material).value();
}

Verdict gate_4(const train::Trained& one) {
  return training::judge_offline(one.test, one.parts.cv.summary->auc_std, one.test_days).verdict;
}

}  // namespace

TEST_CASE("the direction of the next minute ends in NO_GO on recorded months") {
  if (is_without_data()) return;
  const train::Trained one = trained("direction");
  CHECK(one.test->auc > 0.50);
  CHECK(one.test->auc < 0.55);
  CHECK(gate_4(one) == Verdict::fail);
}

TEST_CASE("the shipped configurations have the figures of an independent fit") {
  if (is_without_data()) return;
  if (!is_full_soak()) {
    WARN("skipped: only at full length (make soak)");
    return;
  }
  struct Case {
    const char* name;
    double auc;  // of the independent fit; ours is fitted on 80 % of the rows
    double auc_min;
    double cv_std;
    Verdict verdict;
  };
  const Case cases[] = {{"v1.8.1", 0.678, 0.67, 0.018, Verdict::fail},
                        {"v1.8.2", 0.7855, 0.77, 0.039, Verdict::fail},
                        {"v1.8.2-trees", 0.788, 0.78, 0.038, Verdict::fail},
                        {"v1.8.3", 0.781, 0.77, 0.0146, Verdict::pass}};
  std::string figures;
  for (const Case& one : cases) {
    INFO(one.name);
    const train::Trained made = trained(one.name);
    REQUIRE(made.test);
    CHECK(made.test->auc >= one.auc_min);
    CHECK(made.test->auc == Approx(one.auc).margin(0.003));
    CHECK(made.parts.cv.summary->auc_std == Approx(one.cv_std).margin(0.002));
    CHECK(gate_4(made) == one.verdict);
    const bool is_better = made.test->gain_interval->low > 0;
    CHECK(is_better == (one.name != std::string("v1.8.1")));
    figures.append(one.name).append(": AUC ").append(spark::tool::fixed(made.test->auc, 4));
    figures.append(", gain ").append(spark::tool::fixed(made.test->gain, 4)).append("\n");
  }
  spark::test::report_figures("trained months", figures);
}
