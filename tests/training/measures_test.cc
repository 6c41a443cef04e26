// Measures of scores against sums and counts done here, and their summary over folds.
#include "measures.h"

#include <cmath>

#include "cv_summary.h"
#include "spark/stats/random.h"
#include "support/catch.h"

using namespace training;

namespace {

// A row an hour, so that days are short; scores that say something of the labels.
struct Drawn {
  explicit Drawn(size_t rows, uint64_t seed = 1) {
    spark::stats::Random random(seed);
    for (size_t i = 0; i < rows; ++i) {
      const double p = 0.1 + 0.8 * random.uniform();
      ts_ms.push_back(1'700'000'000'000 + static_cast<int64_t>(i) * 3'600'000);
      scores.push_back(std::round(p * 50) / 50);  // ties
      persistence.push_back(0.5 * p + 0.5 * random.uniform());
      labels.push_back(random.uniform() < p ? 1 : 0);
    }
  }
  [[nodiscard]] ScoredRows borrowed() const { return {ts_ms, scores, persistence, labels}; }

  std::vector<int64_t> ts_ms;
  std::vector<double> scores;
  std::vector<double> persistence;
  std::vector<uint8_t> labels;
};

double counted_auc(const std::vector<double>& scores, const std::vector<uint8_t>& labels) {
  double wins = 0;
  double pairs = 0;
  for (size_t hit = 0; hit < scores.size(); ++hit) {
    if (labels[hit] == 0) continue;
    for (size_t miss = 0; miss < scores.size(); ++miss) {
      if (labels[miss] != 0) continue;
      ++pairs;
      wins += scores[hit] > scores[miss] ? 1 : scores[hit] == scores[miss] ? 0.5 : 0;
    }
  }
  return wins / pairs;
}

const Frozen frozen{.threshold = 0.7, .base_rate = 0.4, .persistence = {}};

}  // namespace

TEST_CASE("measures are those of counting row by row") {
  const Drawn rows(1200);
  const auto m = measure(rows.borrowed(), frozen, {.replicates = 200});
  REQUIRE(m.has_value());
  CHECK(std::abs(m->auc - counted_auc(rows.scores, rows.labels)) < 1e-12);
  CHECK(std::abs(m->persistence_auc - counted_auc(rows.persistence, rows.labels)) < 1e-12);
  double hits = 0;
  double selected = 0;
  double both = 0;
  double brier = 0;
  double constant = 0;
  double gain = 0;
  double base_loss = 0;
  for (size_t i = 0; i < rows.labels.size(); ++i) {
    const double y = rows.labels[i];
    const bool is_selected = rows.scores[i] > 0.7;
    hits += y;
    selected += is_selected ? 1 : 0;
    both += is_selected ? y : 0;
    brier += (rows.scores[i] - y) * (rows.scores[i] - y);
    constant += (0.4 - y) * (0.4 - y);
    const auto loss = [&](double p) { return y > 0 ? -std::log(p) : -std::log(1 - p); };
    base_loss += loss(0.4) / 1200;
    gain += (loss(rows.persistence[i]) - loss(rows.scores[i])) / 1200;
  }
  CHECK(m->rows == 1200);
  CHECK(m->hits == hits);
  CHECK(m->precision.value() == Approx(both / selected));
  CHECK(m->recall.value() == Approx(both / hits));
  CHECK(m->selected == Approx(selected / 1200));
  CHECK(m->recall_ceiling == Approx(0.2 * 1200 / hits));
  CHECK(m->brier_skill.value() == Approx(1 - brier / constant));
  CHECK(m->gain == Approx(gain));
  CHECK(m->log_loss_base_rate == Approx(base_loss));
  CHECK(m->slope.value() == Approx(1).margin(0.15));
  CHECK(m->from_ms == rows.ts_ms.front());
  CHECK(m->until_ms == rows.ts_ms.back());
}

TEST_CASE("the gain's interval is paired: as narrow as differences, not as losses") {
  Drawn rows(2400);
  for (size_t i = 0; i < rows.scores.size(); ++i)
    rows.persistence[i] = 0.98 * rows.scores[i] + 0.01;  // nearly the same forecast
  const auto m = measure(rows.borrowed(), frozen, {.replicates = 400});
  REQUIRE(m.has_value());
  REQUIRE(m->gain_interval.has_value());
  CHECK(m->gain_interval->low <= m->gain);
  CHECK(m->gain_interval->high >= m->gain);
  // The loss alone has a standard error of about 0.01.
  CHECK(m->gain_interval->high - m->gain_interval->low < 0.002);
  REQUIRE(m->auc_interval.has_value());
  const double width = m->auc_interval->high - m->auc_interval->low;
  CHECK(width > 0.02);
  CHECK(width < 0.08);
}

TEST_CASE("a block is a day of rows, however often rows come") {
  // Each day is all hits with high scores or all misses with low ones, but for one row: resampled
  // hour by hour, the share of hits would hardly vary.
  Drawn rows(24 * 40);
  spark::stats::Random random(5);
  bool is_hit_day = false;
  for (size_t i = 0; i < rows.labels.size(); ++i) {
    if (i % 24 == 0) is_hit_day = random.uniform() < 0.5;
    rows.labels[i] = is_hit_day ? 1 : 0;
    rows.scores[i] = 0.8;
  }
  const auto m = measure(rows.borrowed(), frozen, {.replicates = 400});
  REQUIRE(m.has_value());
  REQUIRE(m->precision_interval.has_value());
  // About 2 x 1.96 x 0.5 / sqrt(40); by hours it would be 0.06.
  CHECK(m->precision_interval->high - m->precision_interval->low > 0.2);
}

TEST_CASE("the threshold is the frozen one, and what has no value has none") {
  Drawn rows(480);
  const Frozen high{.threshold = 0.99, .base_rate = 0.4, .persistence = {}};
  auto m = measure(rows.borrowed(), high, {.replicates = 50});
  REQUIRE(m.has_value());
  CHECK(m->selected == 0);
  CHECK_FALSE(m->precision.has_value());
  CHECK_FALSE(m->precision_interval.has_value());
  CHECK(as_json(*m).at("precision").is_null());
  CHECK(as_json(*m).at("auc_interval").as_array().size() == 2);

  const Drawn short_rows(4 * 24);
  m = measure(short_rows.borrowed(), frozen, {.replicates = 50});
  REQUIRE(m.has_value());
  CHECK_FALSE(m->auc_interval.has_value());

  rows.scores[3] = 1.5;
  CHECK_FALSE(measure(rows.borrowed(), frozen).has_value());
  rows = Drawn(480);
  rows.labels.assign(480, 1);
  CHECK_FALSE(measure(rows.borrowed(), frozen).has_value());
}

TEST_CASE("folds give mean, deviation and an interval for a month") {
  std::vector<Drawn> drawn;
  std::vector<FoldRows> folds;
  for (uint64_t seed = 1; seed <= 5; ++seed) drawn.emplace_back(24 * 12, seed);
  double mean = 0;
  double square = 0;
  for (const Drawn& rows : drawn) {
    folds.push_back({rows.ts_ms, rows.scores, rows.labels});
    mean += counted_auc(rows.scores, rows.labels) / 5;
  }
  for (const Drawn& rows : drawn)
    square += std::pow(counted_auc(rows.scores, rows.labels) - mean, 2) / 4;
  const auto summary = summarise_folds(folds, {.replicates = 200});
  REQUIRE(summary.has_value());
  CHECK(summary->auc_mean == Approx(mean));
  CHECK(summary->auc_std == Approx(std::sqrt(square)));
  REQUIRE(summary->month.has_value());
  // Student's quantile of 95 % with 4 degrees of freedom is 2.1318.
  const double reach = 2.1318 * std::sqrt(std::pow(summary->month_std.value(), 2) + square / 5);
  CHECK(summary->month->high - mean == Approx(reach).epsilon(1e-4));
  CHECK(mean - summary->month->low == Approx(reach).epsilon(1e-4));

  const auto two_weeks = summarise_folds(std::span(folds).first(2), {.replicates = 50});
  REQUIRE(two_weeks.has_value());
  CHECK_FALSE(two_weeks->month.has_value());
  CHECK_FALSE(summarise_folds(std::span(folds).first(1)).has_value());
}
