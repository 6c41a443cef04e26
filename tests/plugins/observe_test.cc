// Which ml_* series a predict stage moves.
#include <cmath>

#include "plugins/plugin_file.h"
#include "spark/testing/rig.h"
#include "support/catch.h"

using namespace spark::testing;

namespace {

spark_model_info version(const char* name) {
  spark_model_info info{};
  info.version = name;
  return info;
}

struct Fixture {
  FakeHost host;
  PluginRig plugin{host, load_entry(plugin_file("ml-model"))};
  const spark_model_info v1 = version("v1"), v2 = version("v2");

  Fixture() {
    host.models["cand"] = &v1;
    host.live_models["cand"] = {{.version = "v1"}};
  }

  StageRig observe() {
    return plugin.stage("observe",
                        [](Settings& with) { with.predict("predict", "candidate", "cand", 60.0); });
  }
  [[nodiscard]] double requests(const std::string& status, const std::string& of = "v1") const {
    return host.value("ml_predict_requests_total{model_version=\"" + of + "\",status=\"" + status +
                      "\"}");
  }
  [[nodiscard]] double errors(const std::string& type) const {
    return host.value("ml_model_errors_total{error_type=\"" + type + "\"}");
  }
  [[nodiscard]] bool shown(const std::string& of) const {
    const double value = host.value("ml_model_version{version=\"" + of + "\"}");
    return !std::isnan(value) && value == 1;
  }
};

void answer(StageRig& stage, int64_t status, double elapsed_ms = 0.5, double score = 0.7) {
  stage.set("candidate.status", status).set("candidate.elapsed_ms", elapsed_ms);
  status == SPARK_STATUS_OK ? stage.set("candidate.score", score)
                            : stage.set_null("candidate.score");
}

}  // namespace

TEST_CASE_METHOD(Fixture, "every outcome has its series at zero before the first request") {
  const StageRig stage = observe();
  for (const char* status : {"success", "not_ready", "late", "error"}) CHECK(requests(status) == 0);
  for (const char* type : {"late", "error"}) CHECK(errors(type) == 0);
  CHECK(host.observed("ml_predict_latency_ms{model_version=\"v1\"}").empty());
  CHECK(host.observed("ml_prediction_score").empty());
  CHECK(shown("v1"));
  CHECK(host.metrics.count("ml_predict_requests_total{model_version=\"v1\",status=\"skipped\"}") ==
        0);
}

TEST_CASE_METHOD(Fixture, "each outcome is counted once, where it belongs") {
  struct Row {
    int64_t status;
    double success, not_ready, late, error, late_errors, other_errors;
  };
  const auto row = GENERATE(values<Row>({
      {SPARK_STATUS_OK, 1, 0, 0, 0, 0, 0},
      {SPARK_STATUS_SKIPPED, 0, 0, 0, 0, 0, 0},
      {SPARK_STATUS_NOT_READY, 0, 1, 0, 0, 0, 0},
      {SPARK_STATUS_LATE, 0, 0, 1, 0, 1, 0},
      {SPARK_STATUS_ERROR, 0, 0, 0, 1, 0, 1},
  }));
  StageRig stage = observe();
  answer(stage, row.status);
  REQUIRE(stage.run() == SPARK_OK);
  CAPTURE(row.status);
  CHECK(requests("success") == row.success);
  CHECK(requests("not_ready") == row.not_ready);
  CHECK(requests("late") == row.late);
  CHECK(requests("error") == row.error);
  CHECK(errors("late") == row.late_errors);
  CHECK(errors("error") == row.other_errors);
  CHECK(host.observed("ml_prediction_score").size() == row.success);
}

TEST_CASE_METHOD(Fixture, "latency is recorded whenever the model was called") {
  StageRig stage = observe();
  answer(stage, SPARK_STATUS_LATE, 75.5);
  stage.run();
  stage.set_null("candidate.elapsed_ms");
  stage.run();
  CHECK(host.observed("ml_predict_latency_ms{model_version=\"v1\"}") == std::vector{75.5});
}

TEST_CASE_METHOD(Fixture, "a model that is not ready looks neither fast nor wrong") {
  StageRig stage = observe();
  answer(stage, SPARK_STATUS_NOT_READY, 0.001);
  stage.run();
  CHECK(requests("not_ready") == 1);
  CHECK(errors("error") + errors("late") == 0);
  CHECK(host.observed("ml_predict_latency_ms{model_version=\"v1\"}").empty());
}

TEST_CASE_METHOD(Fixture, "of a probe only the latency is recorded") {
  StageRig stage = observe();
  answer(stage, SPARK_STATUS_OK, 0.25);
  stage.run(0, SPARK_FRAME_SYNTHETIC);
  CHECK(host.observed("ml_predict_latency_ms{model_version=\"v1\"}") == std::vector{0.25});
  CHECK(requests("success") == 0);
  CHECK(host.observed("ml_prediction_score").empty());
}

TEST_CASE_METHOD(Fixture,
                 "latency bounds are those that dashboards know, and eight versions are kept") {
  const StageRig stage = observe();
  const spark_metric& latency = host.metrics.at("ml_predict_latency_ms{model_version=\"v1\"}");
  CHECK(latency.bounds == std::vector<double>{.005, .01, .025, .05, .1, .25, .5, 1, 5, 10, 20, 50,
                                              80, 100, 120, 200, 500, 1000});
  CHECK(latency.retired_max == 8);
  CHECK(host.metrics.at("ml_predict_requests_total{model_version=\"v1\",status=\"success\"}")
            .retired_max == 8);
}

TEST_CASE_METHOD(Fixture, "the version shown is the one that serves") {
  auto first = std::make_unique<StageRig>(observe());
  host.models["cand"] = &v2;
  auto next = std::make_unique<StageRig>(observe());

  SECTION("while the next one is built, still the old") {
    CHECK(shown("v1"));
    CHECK_FALSE(shown("v2"));
  }
  SECTION("when the next one is published, that alone, although the old one is kept") {
    host.live_models["cand"] = {{.version = "v2"}};
    CHECK_FALSE(shown("v1"));
    CHECK(shown("v2"));
  }
  SECTION("after a rollback to what was kept, the old one again") {
    host.live_models["cand"] = {{.version = "v2"}};
    host.live_models["cand"] = {{.version = "v1"}};
    CHECK(shown("v1"));
    CHECK_FALSE(shown("v2"));
  }
  SECTION("when the build failed, the old one as before") {
    next.reset();
    CHECK(shown("v1"));
    CHECK_FALSE(shown("v2"));
  }
  SECTION("of a model that nobody observes any more, none") {
    first.reset();
    CHECK_FALSE(shown("v1"));
    CHECK_FALSE(shown("v2"));
  }
  SECTION("before anything serves, none") {
    host.live_models.clear();
    CHECK_FALSE(shown("v1"));
    CHECK_FALSE(shown("v2"));
  }
}

TEST_CASE_METHOD(Fixture, "a version is shown for the model that is observed, and no other") {
  const StageRig stage = observe();
  host.live_models = {{"cand", {{.version = "v3"}}}, {"other", {{.version = "v1"}}}};
  CHECK_FALSE(shown("v1"));
}

TEST_CASE_METHOD(Fixture, "observing a model that is not there is refused") {
  host.models.clear();
  CHECK_THROWS_WITH(observe(), "there is no model 'cand' in this generation");
}
