// Plans as files.
#include "canary/plan_file.h"

#include "spark/error.h"
#include "support/catch.h"

using namespace canary;

namespace {

std::string refusal(const std::string& text) {
  try {
    static_cast<void>(read_plan(text, "a.yaml"));
  } catch (const spark::Error& error) {
    return error.what();
  }
  return "none";
}

}  // namespace

TEST_CASE("the shipped plans are those that are documented") {
  const std::string folder = std::string(SPARK_SOURCE_DIR) + "/configs/canary/";
  const Plan full = read_plan_file(folder + "full.yaml");
  const Plan mini = read_plan_file(folder + "mini.yaml");
  CHECK(full.name == "full");
  REQUIRE(full.phases.size() == 5);
  REQUIRE(mini.phases.size() == 3);
  CHECK(full.phases[2].split_ppm == 250'000);
  CHECK(full.phases[2].duration_ms == 30 * minute_ms);
  CHECK(full.phases[2].samples == 300);
  CHECK(full.slo.p95_ms == 80);
  CHECK(full.limits[0].limit == 120);
  CHECK(full.limits[2].limit == 0.05);
  CHECK(full.slo.match == 0.95);
  CHECK(full.limits[2].window_ms == 5 * minute_ms);
  CHECK(full.hold_ms_max == 24 * hour_ms);
  // At one row a minute the full plan takes a week.
  int64_t all_ms = 0;
  for (const Phase& phase : full.phases) all_ms += expected_ms(phase, 1.0 / 60'000);
  CHECK(static_cast<double>(all_ms) / (24 * hour_ms) == Approx(7.7).epsilon(0.01));
}

TEST_CASE("a plan's mistakes are named by line") {
  CHECK(refusal("phases: [{split: 5%}]\nslo: {p95: 80}\n") ==
        "a.yaml:2: slo.p95: expected a duration such as 80ms, 30min or 24h, found '80'");
  CHECK(refusal("phases: [{split: 5%, samples: 0}]\n") ==
        "a.yaml:1: phases[1].samples: expected a whole number from 1");
  CHECK(refusal("phases: [{splits: 5%}]\n") ==
        "a.yaml:1: phases[1]: there is no key 'splits'; known: split, duration, samples");
  CHECK(refusal("phases: [{split: 50%}, {split: 5%}]\n").find("phase 2: its split must be above") !=
        std::string::npos);
  CHECK(refusal("phases: []\n") == "a.yaml: a plan has 1 to 20 phases");
  CHECK(refusal("abort: {match: {above: 3%}}\n") ==
        "a.yaml:1: abort.match: there is no key 'above'; known: below, for");
  CHECK(refusal("a: [\n").find("a.yaml:2: ") == 0);
  CHECK(refusal("phases: 5\n") == "a.yaml:1: phases: expected a list");
}
