// Scores of v1.8-b0, through the ABI.
#include <cmath>

#include "base/sha256.h"
#include "plugins/artefact_fixture.h"
#include "plugins/plugin_file.h"
#include "spark/testing/rig.h"
#include "support/catch.h"
#include "support/file_text.h"

using namespace spark::testing;

namespace {

struct Fixture {
  FakeHost host;
  PluginRig plugin{host, load_entry(plugin_file("ml-model"))};
  ModelRig model = plugin.model({}, shipped_artefact().c_str());

  [[nodiscard]] ModelRig::Score score(double mid, double spread_bp, double vol1m,
                                      double rsi14) const {
    return model.predict({{1, mid, spread_bp, vol1m, rsi14, std::log1p(vol1m)}})[0];
  }
};

}  // namespace

TEST_CASE_METHOD(Fixture, "v1.8-b0 scores as the reference does") {
  struct Row {
    double mid, spread_bp, vol1m, rsi14, score;
  };
  const auto row = GENERATE(values<Row>({
      {45000, 2, 1e6, 55, 0.999999},         // upper clip
      {5000, 800, 100, 20, 0.000001},        // lower clip
      {0, 0, 0, 0, 0.04742587317756678},     // the bias alone: 1 / (1 + e^3)
      {6000, 5, 10000, 50, 0.525438538842},  // -3 + 2.4 - 0.1 + 0.3 + 0.5 + 0.0018421
      {9000, 1.5, 40000, 62, 0.916224385781},
  }));
  CAPTURE(row.mid);
  const auto got = score(row.mid, row.spread_bp, row.vol1m, row.rsi14);
  CHECK(got.status == SPARK_ROW_OK);
  CHECK(std::abs(got.score - row.score) < 1e-11);
}

TEST_CASE_METHOD(Fixture, "v1.8-b0 says what it is") {
  const spark_model_info& info = model.info();
  CHECK(std::string(info.version) == "v1.8-b0");
  CHECK(std::string(info.type) == "logistic");
  CHECK(info.kind == SPARK_MODEL_PROBABILITY);
  CHECK(info.flags == SPARK_MODEL_EXACT_PROBES);
  CHECK(std::string(info.target_event) == "up-move");
  CHECK(std::string(info.target_horizon) == "1min");
  CHECK(std::string(info.target_reference) == "mid");
  const std::vector<std::string> features(info.features, info.features + info.dimension);
  CHECK(features == std::vector<std::string>{"bias", "mid_price", "spread_bp", "volume_1m",
                                             "rsi_14", "log_volume"});
  CHECK(std::string(info.sha256) ==
        spark::base::sha256_hex(spark::test::read_file(shipped_artefact() + "/SHA256SUMS")));
}

TEST_CASE_METHOD(Fixture, "v1.8-b0 has probes of every kind, and reproduces them bit for bit") {
  const spark_model_info& info = model.info();
  REQUIRE(info.probe_count >= 8);
  int low = 0, high = 0, between = 0;
  for (uint32_t i = 0; i < info.probe_count; ++i) {
    const double* row = info.probe_rows + size_t{i} * info.dimension;
    const double expected = info.probe_scores[i];
    CHECK(model.predict({{row, row + info.dimension}})[0].score == expected);
    ++(expected == 1e-6 ? low : expected == 0.999999 ? high : between);
  }
  CHECK(low >= 1);
  CHECK(high >= 1);
  CHECK(between >= 4);
}

TEST_CASE_METHOD(Fixture, "rows fail one by one") {
  const double missing = std::nan(""), infinite = INFINITY;
  const auto scores = model.predict({{1, 0, 0, 0, 0, 0},
                                     {1, missing, 0, 0, 0, 0},
                                     {1, infinite, infinite, 0, 0, 0},
                                     {1, infinite, 0, 0, 0, 0},
                                     {1, -infinite, 0, 0, 0, 0}});
  CHECK(scores[0].status == SPARK_ROW_OK);
  CHECK(scores[1].status == SPARK_ROW_NOT_READY);
  CHECK(scores[2].status == SPARK_ROW_ERROR);  // infinity minus infinity
  CHECK(scores[3].score == 0.999999);
  CHECK(scores[4].score == 1e-6);
}

TEST_CASE_METHOD(Fixture, "a logistic model needs an artefact") {
  CHECK_THROWS_WITH(plugin.model(), "an artefact is needed");
}
