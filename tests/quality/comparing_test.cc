// Candidate against production by what their forecasts cost on the same minutes.
#include <random>

#include "quality/loss_difference.h"
#include "quality_rig.h"

using namespace spark::test;
using namespace quality;
using Catch::Detail::Approx;
using spark::testing::FakeHost;

namespace {

const std::string digest_a(64, 'a'), digest_b(64, 'b'), digest_c(64, 'c');
const spark_model_info good = model_info("v1", digest_a.c_str(), "up-move", "1min", "mid");
const spark_model_info poor = model_info("v2", digest_b.c_str(), "up-move", "1min", "mid");
const spark_model_info other = model_info("v3", digest_c.c_str(), "down-move", "1min", "mid");
constexpr int64_t week_minutes = 7 * day_minutes;

LabelledRow row(int64_t minute, double score, bool is_hit) {
  LabelledRow made{minute * minute_ms, score, {}};
  made.decision.label = is_hit ? spark::market::Label::hit : spark::market::Label::miss;
  return made;
}

std::vector<PairedRow> differences(int64_t minutes, double mean, double spread) {
  std::mt19937 random(7);
  std::uniform_real_distribution<double> around(mean - spread, mean + spread);
  std::vector<PairedRow> rows;
  for (int64_t i = 0; i < minutes; ++i) rows.push_back({i * minute_ms, around(random)});
  return rows;
}

// Minutes of a coin's tosses: the good model knows the next one three times in four.
struct Live {
  Live(const spark_model_info& production, const spark_model_info& candidate)
      : rig(host, production, candidate) {
    rig.plugin().act();
  }
  void go_on(int64_t minutes, bool is_candidate_good) {
    for (int64_t i = 0; i < minutes; ++i, ++minute) {
      const bool is_up = random() % 2 == 0;
      const double knows = (random() % 4 == 0) == is_up ? 0.25 : 0.75;
      rig.snapshot(rig_start_ms + minute * minute_ms + 59'999, mid, is_candidate_good ? 0.5 : knows,
                   is_candidate_good ? knows : 0.5);
      mid *= is_up ? 1.001 : 1 / 1.001;
    }
    host.fire("look");
    host.run_jobs();
  }
  [[nodiscard]] std::optional<double> fact(const std::string& name,
                                           const std::string& digest) const {
    const auto found = host.facts.find(name + "  candidate " + digest);
    return found == host.facts.end() ? std::nullopt : std::optional(found->second);
  }

  FakeHost host;
  QualityRig rig;
  std::mt19937 random{1};
  int64_t minute = 0;
  double mid = 100;
};

}  // namespace

TEST_CASE("rows are paired by their minutes, and what is no forecast is left out") {
  const std::vector<LabelledRow> production = {row(1, 0.5, true), row(2, 0.5, true),
                                               row(4, 1.5, true), row(5, 0.5, false)};
  const std::vector<LabelledRow> candidate = {row(2, 0.25, true), row(3, 0.5, true),
                                              row(4, 0.5, true), row(5, 0.25, false)};
  std::vector<PairedRow> rows;
  add_pairs(production, candidate, rows);
  REQUIRE(rows.size() == 2);
  CHECK(rows[0].ts_ms == 2 * minute_ms);
  CHECK(rows[0].difference == Approx(std::log(2)));
  CHECK(rows[1].difference == Approx(std::log(0.5 / 0.75)));
}

TEST_CASE("a week's difference has an interval, and less than a week has none") {
  const auto rows = differences(week_minutes, 0.01, 0.5);
  const auto found = loss_difference(rows, week_minutes * minute_ms);
  REQUIRE(found.has_value());
  CHECK(found->mean == Approx(0.01).margin(0.01));
  CHECK(found->low < found->mean);
  CHECK(found->mean < found->high);
  CHECK(found->high - found->low < 0.05);
  CHECK(found->rows == rows.size());
  CHECK_FALSE(loss_difference({rows.data(), rows.size() - 61}, week_minutes * minute_ms));
  std::vector<PairedRow> sparse;
  for (size_t i = 0; i < rows.size(); i += 3) sparse.push_back(rows[i]);
  CHECK_FALSE(loss_difference(sparse, week_minutes * minute_ms));
  CHECK_FALSE(loss_difference({}, week_minutes * minute_ms));
}

TEST_CASE("after a week a worse candidate is told with its lower bound, and a better one as well") {
  for (const bool is_candidate_good : {false, true}) {
    INFO(is_candidate_good);
    Live live(is_candidate_good ? poor : good, is_candidate_good ? good : poor);
    const std::string& digest = is_candidate_good ? digest_a : digest_b;
    live.go_on(6 * day_minutes, is_candidate_good);
    CHECK_FALSE(live.fact("loss_difference_low_7d", digest));
    live.go_on(day_minutes + 10, is_candidate_good);
    const auto low = live.fact("loss_difference_low_7d", digest);
    const auto high = live.fact("loss_difference_high_7d", digest);
    const auto mean = live.fact("loss_difference_7d", digest);
    REQUIRE((low && high && mean));
    // Knowing three of four costs 0.562 nats, a coin 0.693.
    CHECK(*mean == Approx(is_candidate_good ? -0.131 : 0.131).margin(0.02));
    CHECK(*low < *mean);
    CHECK(*mean < *high);
    CHECK((is_candidate_good ? *high < 0 : *low > 0));
    // Another candidate has no week yet.
    live.rig.swap(other);
    live.go_on(10, is_candidate_good);
    CHECK_FALSE(live.fact("loss_difference_low_7d", digest));
    CHECK_FALSE(live.fact("loss_difference_low_7d", digest_c));
  }
}
