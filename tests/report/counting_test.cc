// What is counted between two looks at the series.
#include "days/counting.h"

#include <limits>

#include "days/calendar.h"
#include "spark/error.h"
#include "support/catch.h"

using namespace report;

namespace {

constexpr const char* page = R"(# HELP ml_predict_requests_total Rows
# TYPE ml_predict_requests_total counter
ml_predict_requests_total{model_version="a",status="success"} 90
ml_predict_requests_total{model_version="a",status="error"} 4
ml_predict_requests_total{model_version="b",status="late"} 6
ml_predict_requests_total{model_version="b",status="not_ready"} 50
ml_lineage_predict_requests_total{model_version="v",status="success",lineage="vol"} 7
ml_model_errors_total{error_type="late"} 6
ml_model_errors_total{error_type="error"} 4
ml_shadow_match_total 80
ml_shadow_mismatch_total 5
ml_shadow_error_total{error_type="late"} 10
ml_shadow_abs_delta_sum 1.5
ml_shadow_abs_delta_count 85
ml_predict_latency_ms_bucket{model_version="a",le="0.5"} 40
ml_predict_latency_ms_bucket{model_version="a",le="5"} 90
ml_predict_latency_ms_bucket{model_version="a",le="+Inf"} 94
ml_psi_score 0.12
ml_psi_feature_score{feature="mid"} 0.05
ml_psi_feature_score{feature="rsi14"} 0.3
ml_canary_weight 0
)";

constexpr int64_t at_ms = 100 * day_ms + 5 * 3'600'000;  // 05:00: what came before it is hour 4

}  // namespace

TEST_CASE("counters go up by what was counted since the look before") {
  Day day = empty_day(100);
  add_look(day, "", {}, series_of(page), at_ms);
  CHECK(day.by_hour[4] == Counts{100, 10, 50, 80, 5, 10});
  CHECK(total(day) == day.by_hour[4]);
  CHECK(day.delta_count == 85);
  CHECK(day.delta_sum == 1.5);
  REQUIRE(day.psi);
  CHECK(day.psi->overall == 0.12);
  CHECK(day.psi->feature == "rsi14");
  add_look(day, "", series_of(page), series_of(page), at_ms);
  CHECK(total(day).predictions == 100);
}

TEST_CASE("a counter that began anew counts whole, and a new series from nothing") {
  const Series before = {{"ml_shadow_match_total", 500}};
  const Series now = {{"ml_shadow_match_total", 20}, {"ml_shadow_mismatch_total", 3}};
  Day day = empty_day(100);
  add_look(day, "", before, now, at_ms);
  CHECK(total(day).matches == 20);
  CHECK(total(day).mismatches == 3);
}

TEST_CASE("each lineage counts its own") {
  Day day = empty_day(100);
  add_look(day, "vol", {}, series_of(page), at_ms);
  CHECK(total(day) == Counts{7, 0, 0, 0, 0, 0});
  CHECK_FALSE(day.psi);
}

TEST_CASE("labels are read with their escapes, by their whole names") {
  CHECK(label_of(R"(x{a="1",le="+Inf"})", "le") == "+Inf");
  CHECK(label_of(R"(x{a="q\"le=\"",le="2"})", "le") == "2");
  CHECK(label_of(R"(x{handle="1"})", "le").empty());
}

TEST_CASE("the latency that 95 % keep is on a straight line within its bucket") {
  const double infinite = std::numeric_limits<double>::infinity();
  CHECK_FALSE(p95_ms({}));
  CHECK_FALSE(p95_ms({{1, 0}, {infinite, 0}}));
  CHECK(p95_ms({{1, 0}, {2, 100}, {infinite, 100}}) == 1.95);
  CHECK(p95_ms({{1, 95}, {2, 100}, {infinite, 100}}) == 1);
  CHECK_FALSE(p95_ms({{1, 90}, {infinite, 100}}));  // beyond the last bound: nobody knows
}

TEST_CASE("a day is read back as it was kept, and what is none is refused") {
  Day day = empty_day(19'874);
  add_look(day, "", {}, series_of(page), at_ms);
  day.looks = 7;
  day.gates = {1, 6, std::string(64, 'a'), at_ms};
  day.alerts = {{"slow", "warning"}};
  const std::string bytes = bytes_of(day);
  CHECK(day_of_bytes(bytes) == day);
  for (const size_t size : {size_t{0}, size_t{17}, bytes.size() - 1})
    CHECK_THROWS_AS(day_of_bytes(bytes.substr(0, size)), spark::Error);
  CHECK_THROWS_AS(day_of_bytes(bytes + "x"), spark::Error);
}
