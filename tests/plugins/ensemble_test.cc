// Tree ensembles as artefacts, through the ABI: the file beside model.json, missing values, probes.
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

// Feature b at 0.5, then a at 2: the leaves 1, 3 and -1. A missing value goes left.
class EnsembleFolder {
 public:
  EnsembleFolder() {
    write("trees.json", spark::test::tiny_xgboost_json());
    write("SHA256SUMS", "");  // the host verified it
    write_model("");
    write_probes("[[0, 0], [1, 1], [3, 1]]", {score_of(1), score_of(3), score_of(-1)});
  }

  void write(const std::string& name, const std::string& text) const {
    std::ofstream(folder_.path() / name, std::ios::binary) << text;
  }
  void write_model(const std::string& more, const std::string& ensemble = "trees.json") const {
    write("model.json", R"({"kind": "probability", "type": "xgboost", "version": "t1",)" + more +
                            R"( "target": {"event": "up", "horizon": "1min", "reference": "mid"},)"
                            R"( "features": ["a", "b"], "feature_set_sha256": ")" +
                            spark::base::sha256_hex("a\nb") + R"(", "ensemble": ")" + ensemble +
                            "\"}");
  }
  void write_probes(const std::string& rows, const std::vector<double>& scores) const {
    std::string text = R"({"exact": true, "rows": )" + rows + R"(, "scores": [)";
    for (size_t i = 0; i < scores.size(); ++i) {
      char digits[40];
      std::snprintf(digits, sizeof digits, "%s%.17g", i == 0 ? "" : ", ", scores[i]);
      text += digits;
    }
    write("probes.json", text + "]}");
  }
  [[nodiscard]] std::string path() const { return folder_.path().string(); }

  // As XGBoost: base_score 0.25 as a margin, the leaf, the sigmoid, all in float32.
  static double score_of(float leaf) {
    const float sum = -std::log(1 / 0.25F - 1) + leaf;
    return static_cast<double>(1 / (std::exp(-sum) + 1 + 1e-16F));
  }

 private:
  spark::test::TemporaryFolder folder_;
};

struct EnsembleFixture {
  EnsembleFolder folder;
  FakeHost host;
  PluginRig plugin{host, load_entry(plugin_file("ml-model"))};

  [[nodiscard]] std::string refusal() {
    try {
      (void)plugin.model({}, folder.path().c_str());
    } catch (const Refusal& refused) {
      return refused.what();
    }
    return "loaded";
  }
};

constexpr double nan = std::numeric_limits<double>::quiet_NaN();

}  // namespace

TEST_CASE_METHOD(EnsembleFixture, "an XGBoost file beside model.json is a model") {
  const ModelRig model = plugin.model({}, folder.path().c_str());
  CHECK(std::string(model.info().type) == "xgboost");
  CHECK(model.info().flags == SPARK_MODEL_EXACT_PROBES);
  const auto scores = model.predict({{0, 0.25}, {1.99, 0.5}, {2, 0.5}, {1e300, 1e300}});
  CHECK(scores[0].score == EnsembleFolder::score_of(1));
  CHECK(scores[1].score == EnsembleFolder::score_of(3));
  CHECK(scores[2].score == EnsembleFolder::score_of(-1));
  CHECK(scores[3].score == EnsembleFolder::score_of(-1));
}

TEST_CASE_METHOD(EnsembleFixture, "a model's author says whether rows may lack features") {
  const ModelRig without = plugin.model({}, folder.path().c_str());
  CHECK(without.predict({{nan, 1}})[0].status == SPARK_ROW_NOT_READY);

  folder.write_model(R"( "accepts_missing": true,)");
  folder.write_probes(
      "[[0, null], [null, 1], [3, 1]]",
      {EnsembleFolder::score_of(1), EnsembleFolder::score_of(3), EnsembleFolder::score_of(-1)});
  const ModelRig with = plugin.model({}, folder.path().c_str());
  CHECK((with.info().flags & SPARK_MODEL_ACCEPTS_MISSING) != 0);
  const auto score = with.predict({{nan, 1}})[0];
  CHECK(score.status == SPARK_ROW_OK);
  CHECK(score.score == EnsembleFolder::score_of(3));
}

TEST_CASE_METHOD(EnsembleFixture, "an ensemble that cannot be read is refused by its place") {
  const auto refused = [&](const std::string& said) {
    CHECK_THAT(refusal(), Catch::Matchers::ContainsSubstring(said));
  };
  folder.write_model("", "../trees.json");
  refused("model.json: ensemble: expected the name of a file in the artefact's folder");
  folder.write_model("", "other.json");
  refused("other.json: missing");
  folder.write_model("");
  folder.write_probes("[[0, null]]", {EnsembleFolder::score_of(1)});
  refused("probes.json: rows: element 0: element 1: expected a number");
  folder.write_probes("[[0, 0]]", {EnsembleFolder::score_of(2)});
  refused("probes.json: scores: row 0 scores ");
  folder.write("trees.json", "{\"version\": [1, 7, 4]}");
  refused("trees.json: learner: missing");
}

TEST_CASE_METHOD(EnsembleFixture, "how an ensemble is scored stands in the log") {
  (void)plugin.model({}, folder.path().c_str());
  REQUIRE_FALSE(host.log.empty());
  CHECK_THAT(host.log.back(),
             Catch::Matchers::ContainsSubstring("model t1: 1 trees of 5 nodes: walk takes "));
  CHECK_THAT(host.log.back(), Catch::Matchers::ContainsSubstring("chosen: "));
}
