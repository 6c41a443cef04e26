// Labels of kept minutes beside those of training, and figures beside those of evaluation.
#include "quality/figures.h"

#include <cmath>
#include <random>

#include "support/catch.h"
#include "training/labels.h"
#include "training/measures.h"

using namespace quality;
using spark::market::Label;
using spark::market::LabelRule;

namespace {

constexpr uint64_t model = 7;
constexpr int64_t first_minute = 28'491'840;

// A random walk of so many minutes; some are missing, rarely, and once for a while.
std::vector<Minute> walk(int64_t minutes, uint32_t seed) {
  std::mt19937 random(seed);
  std::normal_distribution<double> step(0, 5e-4);
  std::uniform_real_distribution<double> uniform(0, 1);
  std::vector<Minute> out;
  double mid = 60'000;
  for (int64_t i = 0; i < minutes; ++i) {
    mid *= std::exp(step(random) * (i / 300 % 2 == 0 ? 1 : 3));
    if (uniform(random) < 0.0001 || i == 1'600) continue;
    Minute& minute = out.emplace_back();
    minute.ts_ms = (first_minute + i) * minute_ms + 59'999;
    minute.mid = mid;
    minute.said[1] = {model, uniform(random)};
  }
  return out;
}

training::Dataset dataset(const std::vector<Minute>& minutes) {
  training::Dataset data;
  for (const Minute& minute : minutes) {
    data.ts_ms.push_back(minute.ts_ms);
    data.mids.push_back(minute.mid);
  }
  return data;
}

LabelRule rule_of(const char* event, const char* horizon, const char* reference) {
  return *spark::market::label_rule(event, horizon, reference);
}

JudgedModel judged(bool is_frozen) {
  JudgedModel out;
  out.key = model;
  out.is_probability = true;
  if (is_frozen) out.frozen = Frozen{0.8, 0.45};
  return out;
}

}  // namespace

TEST_CASE("predictions have the labels that training gives the same rows") {
  const std::vector<Minute> minutes = walk(4'000, 1);
  const training::Dataset data = dataset(minutes);
  for (const LabelRule& rule :
       {rule_of("rv5-above-median", "5min", "24h"), rule_of("up-move", "1min", "mid"),
        rule_of("move-10bp", "15min", "mid")}) {
    const training::Labels labels = training::label(data, rule);
    size_t known = 0;
    const auto rows = labelled(minutes, Role::candidate, model, rule, 0, INT64_MAX);
    for (size_t i = 0; i < data.rows(); ++i) {
      if (labels.of[i] == Label::unknown) continue;
      REQUIRE(known < rows.size());
      CHECK(rows[known].ts_ms == data.ts_ms[i]);
      CHECK(rows[known].decision.label == labels.of[i]);
      ++known;
    }
    CHECK(known == rows.size());
    CHECK(known > 1'000);
  }
}

TEST_CASE("labels do not depend on what was before their window") {
  const std::vector<Minute> minutes = walk(4'000, 2);
  const LabelRule rule = rule_of("rv5-above-median", "5min", "24h");
  const auto all = labelled(minutes, Role::candidate, model, rule, 0, INT64_MAX);
  const int64_t from = minute_of(minutes[3'000].ts_ms);
  std::vector<Minute> part;
  for (const Minute& minute : minutes)
    if (minute_of(minute.ts_ms) >= from - spark::market::RollingLabels::minutes_before)
      part.push_back(minute);
  const auto some = labelled(part, Role::candidate, model, rule, from, from + 500);
  REQUIRE(some.size() > 400);
  const auto same = std::find_if(all.begin(), all.end(), [&](const LabelledRow& row) {
    return row.ts_ms == some.front().ts_ms;
  });
  for (size_t i = 0; i < some.size(); ++i) {
    CHECK(same[static_cast<ptrdiff_t>(i)].decision.value == some[i].decision.value);
    CHECK(same[static_cast<ptrdiff_t>(i)].decision.limit == some[i].decision.limit);
  }
}

TEST_CASE("figures are those of an evaluation of the same rows") {
  const auto minutes = walk(3'000, 3);
  const auto rows =
      labelled(minutes, Role::candidate, model, rule_of("up-move", "1min", "mid"), 0, INT64_MAX);
  std::vector<int64_t> ts_ms;
  std::vector<double> scores;
  std::vector<uint8_t> labels;
  for (const LabelledRow& row : rows) {
    ts_ms.push_back(row.ts_ms);
    scores.push_back(row.score);
    labels.push_back(row.decision.label == Label::hit ? 1 : 0);
  }
  training::Frozen frozen;
  frozen.threshold = 0.8;
  frozen.base_rate = 0.45;
  const auto measures =
      training::measure({ts_ms, scores, scores, labels}, frozen, {.replicates = 0});
  REQUIRE(measures.has_value());
  const Figures figures = figures_of(rows, judged(true));
  CHECK(figures.rows == measures->rows);
  CHECK(figures.hits == measures->hits);
  CHECK(figures.from_ms == measures->from_ms);
  CHECK(figures.until_ms == measures->until_ms);
  CHECK(figures.auc == measures->auc);
  CHECK(figures.brier == measures->brier);
  CHECK(figures.brier_skill == measures->brier_skill);
  CHECK(figures.log_loss == measures->log_loss);
  CHECK(figures.log_loss_base_rate == measures->log_loss_base_rate);
  CHECK(figures.slope == measures->slope);
  CHECK(figures.intercept == measures->intercept);
  CHECK(figures.precision == measures->precision);
  CHECK(figures.selected == measures->selected);
}

TEST_CASE("what was not frozen, and scores that are no probabilities, give no figure") {
  const auto minutes = walk(300, 4);
  const auto rows =
      labelled(minutes, Role::candidate, model, rule_of("up-move", "1min", "mid"), 0, INT64_MAX);
  const Figures without = figures_of(rows, judged(false));
  CHECK((without.auc && without.brier && without.slope));
  CHECK_FALSE((without.precision || without.log_loss_base_rate || without.brier_skill));
  JudgedModel heuristic = judged(false);
  heuristic.is_probability = false;
  const Figures ranked = figures_of(rows, heuristic);
  CHECK(ranked.auc == without.auc);
  CHECK_FALSE((ranked.brier || ranked.log_loss || ranked.slope));
}

TEST_CASE("too few rows, or rows that all came true, give no figure and a reason") {
  const auto minutes = walk(300, 5);
  auto rows =
      labelled(minutes, Role::candidate, model, rule_of("up-move", "1min", "mid"), 0, INT64_MAX);
  const Figures none = figures_of({}, judged(true));
  CHECK(none.rows == 0);
  CHECK(none.reason == "fewer than 100 predictions have a known label");
  const Figures few = figures_of(std::span(rows).first(99), judged(true));
  CHECK_FALSE((few.auc || few.brier || few.log_loss || few.slope || few.precision));
  CHECK(figures_of(std::span(rows).first(100), judged(true)).auc);
  for (LabelledRow& row : rows) row.decision.label = Label::hit;
  const Figures one_sided = figures_of(rows, judged(true));
  CHECK_FALSE((one_sided.auc || one_sided.brier));
  CHECK(one_sided.reason == "all predictions were hits");
}
