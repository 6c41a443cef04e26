// What counts as a match, a mismatch, an error, or nothing.
#include <algorithm>
#include <cmath>
#include <optional>

#include "plugins/shadow_rig.h"
#include "support/catch.h"

using namespace spark::testing;
using Catch::Matchers::ContainsSubstring;

namespace {

constexpr int64_t minute_ns = 60'000'000'000;

struct Fixture {
  FakeHost host;
  PluginRig plugin{host, load_entry(plugin_file("shadow"))};

  ShadowRig compare(bool with_selected = false) { return {host, plugin, 60.0, with_selected}; }
  [[nodiscard]] double errors(const std::string& type) const {
    return host.value("ml_shadow_error_total{error_type=\"" + type + "\"}");
  }
  [[nodiscard]] double all_errors() const {
    return errors("late") + errors("error") + errors("no_primary");
  }
  // As GET /shadow/metrics counts them.
  [[nodiscard]] bool reports_errors(int count) {
    return host.call("GET", "/shadow/metrics")
               .json.find("\"errors\":" + std::to_string(count) + ",") != std::string::npos;
  }
  [[nodiscard]] double counter(const std::string& what) const {
    return host.value("ml_shadow_" + what + "_total");
  }
  [[nodiscard]] double match_rate() const { return host.value("ml_shadow_match_rate"); }
};

void answers(ShadowRig& stage, std::optional<double> primary, int64_t status,
             std::optional<double> candidate) {
  primary ? stage.set("prod.score", *primary) : stage.set_null("prod.score");
  candidate ? stage.set("cand.score", *candidate) : stage.set_null("cand.score");
  stage.set("cand.status", status);
}

}  // namespace

TEST_CASE_METHOD(Fixture, "two scores match if they differ by less than the threshold") {
  struct Row {
    double primary, candidate;
    bool match;
  };
  const auto row = GENERATE(values<Row>({{0.5, 0.5, true},
                                         {0.5, 0.54, true},
                                         {0.54, 0.5, true},
                                         {0.0, 0.05, false},  // equal to the threshold
                                         {0.5, 0.999999, false},
                                         {0.9, 0.1, false}}));
  CAPTURE(row.primary, row.candidate);
  ShadowRig stage = compare();
  answers(stage, row.primary, SPARK_STATUS_OK, row.candidate);
  REQUIRE(stage.run() == SPARK_OK);
  CHECK(stage.boolean("match") == row.match);
  CHECK(stage.f64("delta") == std::abs(row.candidate - row.primary));
  CHECK(counter("success") == 1);
  CHECK(counter("match") == (row.match ? 1 : 0));
  CHECK(counter("mismatch") == (row.match ? 0 : 1));
  CHECK(all_errors() == 0);
  CHECK(host.observed("ml_shadow_abs_delta") == std::vector{std::abs(row.candidate - row.primary)});
}

TEST_CASE_METHOD(Fixture,
                 "without a pair match is false, delta is null, and the reason is counted") {
  struct Row {
    int64_t status;
    std::optional<double> primary, candidate;
    const char* error;  // null: counted nowhere
  };
  const auto row = GENERATE(values<Row>({
      {SPARK_STATUS_SKIPPED, 0.5, std::nullopt, nullptr},
      {SPARK_STATUS_LATE, 0.5, std::nullopt, "late"},
      {SPARK_STATUS_NOT_READY, 0.5, std::nullopt, nullptr},
      {SPARK_STATUS_NOT_READY, std::nullopt, std::nullopt, nullptr},
      {SPARK_STATUS_ERROR, 0.5, std::nullopt, "error"},
      {SPARK_STATUS_OK, 0.5, std::nullopt, "error"},
      {SPARK_STATUS_OK, std::nullopt, 0.5, "no_primary"},
      {SPARK_STATUS_LATE, std::nullopt, std::nullopt, "late"},
  }));
  CAPTURE(row.status);
  ShadowRig stage = compare();
  answers(stage, row.primary, row.status, row.candidate);
  REQUIRE(stage.run() == SPARK_OK);
  CHECK_FALSE(stage.boolean("match"));
  CHECK(stage.null("delta"));
  CHECK(all_errors() == (row.error != nullptr ? 1 : 0));
  if (row.error != nullptr) CHECK(errors(row.error) == 1);
  CHECK(reports_errors(row.error != nullptr ? 1 : 0));
  CHECK(counter("success") + counter("match") + counter("mismatch") == 0);
  CHECK(host.observed("ml_shadow_abs_delta").empty());
  CHECK(std::isnan(match_rate()));
}

TEST_CASE_METHOD(Fixture, "a model that is not ready makes no pair, no error and no time") {
  ShadowRig stage = compare();
  stage.set("prod.elapsed_ms", 0.01).set("cand.elapsed_ms", 0.02);
  answers(stage, std::nullopt, SPARK_STATUS_OK, 0.5);
  stage.set("prod.status", int64_t{SPARK_STATUS_NOT_READY}).run();
  CHECK(host.observed("ml_baseline_latency_ms").empty());
  CHECK(host.observed("ml_shadow_latency_ms") == std::vector{0.02});
  answers(stage, 0.5, SPARK_STATUS_NOT_READY, std::nullopt);
  stage.set("prod.status", int64_t{SPARK_STATUS_OK}).run();
  CHECK(host.observed("ml_baseline_latency_ms") == std::vector{0.01});
  CHECK(host.observed("ml_shadow_latency_ms") == std::vector{0.02});
  CHECK(all_errors() + counter("success") == 0);
  CHECK(reports_errors(0));
  CHECK(host.metrics.count("ml_shadow_error_total{error_type=\"not_ready\"}") == 0);
  SECTION("what the candidate does wrong meanwhile is its error") {
    answers(stage, std::nullopt, SPARK_STATUS_ERROR, std::nullopt);
    stage.set("prod.status", int64_t{SPARK_STATUS_NOT_READY}).run();
    CHECK(errors("error") == 1);
  }
  SECTION("production that fails is an error as before") {
    answers(stage, std::nullopt, SPARK_STATUS_OK, 0.5);
    stage.set("prod.status", int64_t{SPARK_STATUS_ERROR}).run();
    CHECK(errors("no_primary") == 1);
  }
}

TEST_CASE_METHOD(Fixture, "true elapsed times are recorded, also of late answers and probes") {
  ShadowRig stage = compare();
  answers(stage, 0.5, SPARK_STATUS_LATE, std::nullopt);
  stage.set("prod.elapsed_ms", 0.01).set("cand.elapsed_ms", 80.5);
  stage.run();
  stage.set_null("cand.elapsed_ms");
  stage.run(0, SPARK_FRAME_SYNTHETIC);
  CHECK(host.observed("ml_shadow_latency_ms") == std::vector{80.5});
  CHECK(host.observed("ml_baseline_latency_ms") == std::vector{0.01, 0.01});
  const std::vector<double> bounds = {.005, .01, .025, .05, .1,  .25, .5,  1,   5,
                                      10,   20,  50,   80,  100, 120, 200, 500, 1000};
  CHECK(host.metrics.at("ml_shadow_latency_ms").bounds == bounds);
  CHECK(host.metrics.at("ml_baseline_latency_ms").bounds == bounds);
}

TEST_CASE_METHOD(Fixture, "a probe is compared but not counted") {
  ShadowRig stage = compare();
  answers(stage, 0.5, SPARK_STATUS_OK, 0.51);
  stage.run(0, SPARK_FRAME_SYNTHETIC);
  CHECK(stage.boolean("match"));
  CHECK(stage.f64("delta") == std::abs(0.51 - 0.5));
  answers(stage, 0.5, SPARK_STATUS_ERROR, std::nullopt);
  stage.run(0, SPARK_FRAME_SYNTHETIC);
  CHECK(counter("success") + counter("match") + all_errors() == 0);
  CHECK(host.observed("ml_shadow_abs_delta").empty());
  CHECK(std::isnan(match_rate()));
}

TEST_CASE_METHOD(Fixture, "with `selected`, other requests are not compared") {
  ShadowRig stage = compare(true);
  answers(stage, 0.5, SPARK_STATUS_OK, 0.5);
  stage.set("admit.selected", false).run();
  CHECK(stage.null("delta"));
  stage.set_null("admit.selected").run();
  CHECK(counter("success") == 0);
  stage.set("admit.selected", true).run();
  CHECK(counter("success") == 1);
}

TEST_CASE_METHOD(Fixture, "the match rate is that of the last ten minutes, over all workers") {
  ShadowRig stage = compare();
  CHECK(std::isnan(match_rate()));
  answers(stage, 0.5, SPARK_STATUS_OK, 0.9);
  stage.run(0);
  answers(stage, 0.5, SPARK_STATUS_OK, 0.5);
  stage.run(0);
  stage.run(1);
  stage.run(1);
  CHECK(match_rate() == 0.75);

  host.now_ns = 5 * minute_ns;
  stage.run(1);
  CHECK(match_rate() == 0.8);

  host.now_ns = 11 * minute_ns;  // the first four are gone
  CHECK(match_rate() == 1);
  host.now_ns = 16 * minute_ns;
  CHECK(std::isnan(match_rate()));
}

TEST_CASE_METHOD(Fixture, "the next generation goes on counting") {
  {
    ShadowRig stage = compare();
    answers(stage, 0.5, SPARK_STATUS_OK, 0.5);
    stage.run();
  }
  ShadowRig next = compare();
  answers(next, 0.5, SPARK_STATUS_OK, 0.5);
  next.run();
  CHECK(counter("match") == 2);
}

TEST_CASE_METHOD(Fixture, "match is declared never null, delta may be") {
  const ShadowRig stage = compare();
  REQUIRE(stage.raw()->output_count == 3);
  CHECK(std::string(stage.raw()->outputs[0]->name) == "match");
  CHECK(stage.raw()->outputs[0]->flags == SPARK_SLOT_NEVER_NULL);
  CHECK(std::string(stage.raw()->outputs[1]->name) == "delta");
  CHECK(stage.raw()->outputs[1]->flags == 0);
  CHECK(std::string(stage.raw()->outputs[2]->name) == "outcome");
  CHECK(stage.raw()->outputs[2]->flags == SPARK_SLOT_NEVER_NULL);
}

TEST_CASE_METHOD(Fixture, "a tally writes nothing, so that no answer waits for it") {
  CHECK(compare().raw_tally()->output_count == 0);
}

TEST_CASE_METHOD(Fixture, "a compare stage that nothing counts is warned of when it is built") {
  const ShadowRig first = compare();  // which describes the models
  const auto build = [&](const std::string& type) {
    return plugin.stage(type, [&](Settings& with) {
      if (type == "tally") with.set("compare", "shadow");
      with.predict("primary", "prod", "production", std::nullopt);
      with.predict("candidate", "cand", "candidate", 60.0);
    });
  };
  const auto warnings = [&](StageRig& compare) {
    host.log.clear();
    for (const uint32_t worker : {0u, 1u}) {
      void* const scratch = compare.raw()->worker_create(compare.raw(), worker);
      compare.raw()->worker_destroy(compare.raw(), scratch);
    }
    return host.log.size();
  };
  StageRig lonely = build("compare");
  CHECK(warnings(lonely) == 1);  // once, not for each worker
  StageRig next = build("compare");
  const StageRig tally = build("tally");
  CHECK(warnings(next) == 0);
  CHECK(warnings(lonely) == 1);  // the tally is not its own
}

TEST_CASE_METHOD(Fixture,
                 "models with different targets are not compared, and the report says so") {
  spark_model_info move{}, calm{};
  move.target_event = "up-move", move.target_horizon = "1min", move.target_reference = "mid";
  calm = move;
  host.models = {{"production", &move}, {"candidate", &calm}};
  const auto part = GENERATE(&spark_model_info::target_event, &spark_model_info::target_horizon,
                             &spark_model_info::target_reference);
  calm.*part = "another";
  ShadowRig stage = compare();
  answers(stage, 0.5, SPARK_STATUS_OK, 0.5);
  REQUIRE(stage.run() == SPARK_OK);
  CHECK_FALSE(stage.boolean("match"));
  CHECK(stage.null("delta"));
  CHECK(counter("not_compared") == 1);
  CHECK(counter("success") + counter("match") + counter("mismatch") + all_errors() == 0);
  CHECK(host.observed("ml_shadow_abs_delta").empty());
  const auto report = host.call("GET", "/shadow/metrics").json;
  CHECK_THAT(report, ContainsSubstring("\"total_predictions\":0,"));
  CHECK_THAT(report, ContainsSubstring("\"not_compared\":\"candidate predicts "));
  CHECK(std::count_if(host.log.begin(), host.log.end(), [](const auto& line) {
          return line.find("targets differ") != std::string::npos;
        }) == 1);
  SECTION("what the candidate does wrong is its error all the same") {
    answers(stage, 0.5, SPARK_STATUS_LATE, std::nullopt);
    stage.run();
    CHECK(errors("late") == 1);
  }
  SECTION("a candidate of production's target is compared from its first answer on") {
    host.models["candidate"] = &move;
    ShadowRig next = compare();
    answers(next, 0.5, SPARK_STATUS_OK, 0.5);
    next.run();
    CHECK(counter("match") == 1);
    CHECK_THAT(host.call("GET", "/shadow/metrics").json, !ContainsSubstring("not_compared"));
  }
}
