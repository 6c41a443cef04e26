// The heuristic, as a table.
#include <cmath>

#include "plugins/plugin_file.h"
#include "spark/testing/rig.h"
#include "support/catch.h"

using namespace spark::testing;

namespace {

struct Fixture {
  FakeHost host;
  PluginRig plugin{host, load_entry(plugin_file("baseline"))};
};

std::string refusal(PluginRig& plugin, const Configure& configure, const char* artefact = nullptr) {
  try {
    (void)plugin.model(configure, artefact);
  } catch (const Refusal& refused) {
    return refused.what();
  }
  return "";
}

}  // namespace

TEST_CASE_METHOD(Fixture, "the heuristic's conditions add up") {
  const ModelRig model = plugin.model();
  struct Row {
    double rsi, volume, spread, score;
  };
  const auto row = GENERATE(values<Row>({
      {50, 1e6, 2, 0.5},
      {70, 1e7, 10, 0.5},  // on the limits nothing holds
      {30, 1e6, 2, 0.5},
      {70.01, 1e6, 2, 0.6},
      {29.99, 1e6, 2, 0.4},
      {50, 1.0001e7, 2, 0.55},
      {50, 1e6, 10.01, 0.45},
      {71, 2e7, 11, 0.6},
      {29, 2e7, 11, 0.4},
      {71, 2e7, 2, 0.65},
      {29, 0, 500, 0.35},
  }));
  CAPTURE(row.rsi, row.volume, row.spread);
  const auto score = model.predict({{row.rsi, row.volume, row.spread}})[0];
  CHECK(score.status == SPARK_ROW_OK);
  CHECK(std::abs(score.score - row.score) < 1e-12);
}

TEST_CASE_METHOD(Fixture, "the heuristic says what it is") {
  const ModelRig model = plugin.model();
  const spark_model_info& info = model.info();
  CHECK(std::string(info.version) == "heuristic-v1");
  CHECK(std::string(info.type) == "heuristic");
  CHECK(info.kind == SPARK_MODEL_HEURISTIC);
  CHECK(info.flags == 0);
  CHECK(std::string(info.sha256).empty());
  CHECK(std::string(info.target_event) == "up-move");
  CHECK(std::string(info.target_horizon) == "1min");
  CHECK(std::string(info.target_reference) == "mid");
  REQUIRE(info.dimension == 3);
  CHECK(std::string(info.features[0]) == "rsi_14");
  CHECK(std::string(info.features[1]) == "volume_1m");
  CHECK(std::string(info.features[2]) == "spread_bp");
}

TEST_CASE_METHOD(Fixture, "the heuristic reproduces its probes bit for bit") {
  const ModelRig model = plugin.model();
  const spark_model_info& info = model.info();
  REQUIRE(info.probe_count >= 8);
  for (uint32_t i = 0; i < info.probe_count; ++i) {
    const double* row = info.probe_rows + size_t{i} * 3;
    CAPTURE(i);
    CHECK(model.predict({{row[0], row[1], row[2]}})[0].score == info.probe_scores[i]);
  }
}

TEST_CASE_METHOD(Fixture, "other constants give other scores, and no probes") {
  const ModelRig model = plugin.model([](Settings& with) {
    with.set("rsi_high", 60.0).set("rsi_high_step", 0.7).set("clip_high", 0.9).set("version", "h2");
  });
  CHECK(model.info().probe_count == 0);
  CHECK(std::string(model.info().version) == "h2");
  CHECK(model.predict({{61, 0, 0}})[0].score == 0.9);
}

TEST_CASE_METHOD(Fixture, "a missing feature makes a row not ready, and that row only") {
  const ModelRig model = plugin.model();
  const auto scores = model.predict({{50, 0, 0}, {std::nan(""), 0, 0}, {71, 0, 0}});
  CHECK(scores[0].status == SPARK_ROW_OK);
  CHECK(scores[1].status == SPARK_ROW_NOT_READY);
  CHECK(std::isnan(scores[1].score));
  CHECK(scores[2].score == 0.6);
}

TEST_CASE_METHOD(Fixture, "the heuristic refuses constants that contradict each other") {
  CHECK(refusal(plugin, [](Settings& with) { with.set("rsi_low", 80.0); }) ==
        "rsi_low must not be above rsi_high");
  CHECK(refusal(plugin, [](Settings& with) { with.set("clip_low", 1.0); }) ==
        "clip_low must be below clip_high");
  CHECK(refusal(plugin, {}, "/some/folder") == "this model takes no artefact");
}
