// A candidate that squeezes a good forecast around another model's scores agrees with it, ranks
// well, and is no probability: only its calibration slope gives it away.
#include <algorithm>
#include <boost/json.hpp>
#include <cmath>

#include "citing.h"
#include "measures.h"
#include "offline_verdict.h"
#include "promote/made_inputs.h"
#include "spark/stats/random.h"
#include "support/catch.h"

using namespace spark::test;
using promote::Verdict;

namespace {

constexpr size_t rows = 20'160;  // 14 days
constexpr double heuristic = 0.5;

struct Made {
  std::vector<int64_t> ts_ms;
  std::vector<double> squeezed, persistence;
  std::vector<uint8_t> labels;
  double delta_max = 0;
};

double uniform(spark::stats::Random& random) {
  return static_cast<double>(random.below(1u << 30u)) / (1u << 30u);
}

// Labels that fall as `p` says, so that p is calibrated, and a persistence that knows less.
Made made() {
  Made out;
  spark::stats::Random random(7);
  for (size_t i = 0; i < rows; ++i) {
    const double p = 1 / (1 + std::exp(-2.4 * (2 * uniform(random) - 1)));
    out.ts_ms.push_back(made_now_ms - 15 * promote::day_ms +
                        static_cast<int64_t>(i) * promote::minute_ms);
    out.squeezed.push_back(heuristic + 0.045 * (2 * p - 1));
    out.persistence.push_back(0.5);
    out.labels.push_back(uniform(random) < p ? 1 : 0);
    out.delta_max = std::max(out.delta_max, std::abs(out.squeezed.back() - heuristic));
  }
  return out;
}

}  // namespace

TEST_CASE("a squeezed candidate matches, ranks and has skill, and is NO_GO by its slope") {
  const Made market = made();
  training::Frozen frozen;
  frozen.threshold = 0.522;
  frozen.base_rate = 0.5;
  const auto measures = training::measure(
      {market.ts_ms, market.squeezed, market.persistence, market.labels}, frozen, {100, 1});
  REQUIRE(measures);
  REQUIRE(market.delta_max < 0.05);  // so it matches always

  boost::json::object record;
  record["model"] = {{"sha256", std::string(64, 'b')}};
  record["data"] = {{"files", {{{"sha256", std::string(64, 'd')}}}}};
  record["measures"] = training::as_json(*measures);
  record["training"] = {{"cv_auc_std", 0.01}};
  record["requirements"] = {{{"name", "days"}, {"value", 15}}};
  promote::Inputs inputs = made_inputs();
  fact_in(inputs, "shadow.delta_mean_24h").value = market.delta_max;
  spark::EvidenceFound found{};
  found.json = boost::json::serialize(record);
  inputs.offline = promote::offline_of(found);

  CHECK(promote::judge_performance(inputs).verdict == Verdict::go);
  CHECK(promote::judge_delta(inputs).verdict == Verdict::go);
  const promote::Gate gate = promote::judge_offline(inputs);
  CHECK(gate.verdict == Verdict::no_go);
  for (const promote::Check& check : gate.checks) {
    INFO(check.name << " " << check.value.value_or(-1) << " " << check.reason);
    CHECK((check.verdict == Verdict::go) == (check.name != "slope"));
    if (check.name == "slope") CHECK(check.value.value_or(0) > 4);
  }
}
