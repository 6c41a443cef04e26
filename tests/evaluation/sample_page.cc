#include "evaluation/sample_page.h"

#include <cmath>

#include "spark/stats/random.h"
#include "spark/stats/ranked_scores.h"

namespace spark::test {
namespace {

using namespace training;

struct Made {
  Dataset data;
  std::vector<double> scores;
  std::vector<double> persistence;
  std::vector<uint8_t> labels;
};

double between_0_and_1(stats::Random& random) {
  return (static_cast<double>(random.below(1'000'000)) + 0.5) / 1'000'000;
}

// Five weeks of 10 minutes each: a wave that the label follows, seen better by the model than by
// persistence; its mean drifts.
Made made_up() {
  Made made;
  made.data.names = {"wave", "noise"};
  stats::Random random(3, 0);
  for (int i = 0; i < 5 * 7 * 144; ++i) {
    const double wave = 1.5 * std::sin(i / 40.0) + 0.4 * std::sin(i / 7.0) + i / 5'000.0;
    const double noise = between_0_and_1(random) + between_0_and_1(random) - 1;
    made.data.ts_ms.push_back(1'709'510'400'000 + i * 600'000LL);
    made.data.mids.push_back(100);
    made.data.values.insert(made.data.values.end(), {wave, noise});
    made.scores.push_back(1 / (1 + std::exp(-1.2 * wave)));
    made.persistence.push_back(1 / (1 + std::exp(-0.8 * (wave + 2 * noise))));
    made.labels.push_back(between_0_and_1(random) < 1 / (1 + std::exp(-wave)) ? 1 : 0);
  }
  return made;
}

References references_of(const Dataset& data) {
  References references;
  for (size_t feature = 0; feature < data.names.size(); ++feature) {
    std::vector<double> values;
    for (size_t i = 0; i < data.rows(); i += 3) values.push_back(data.row(i)[feature]);
    const auto bins = stats::Bins::of(values);
    references.features.push_back(BinnedReference{bins, stats::BinCounts::in(bins, values)});
  }
  return references;
}

Measures measures_of(const ScoredRows& rows) {
  Measures m;
  m.rows = rows.scores.size();
  for (const uint8_t label : rows.labels) m.hits += label;
  m.from_ms = rows.ts_ms.front();
  m.until_ms = rows.ts_ms.back();
  m.auc = stats::RankedScores(rows.scores, rows.labels).auc();
  m.auc_interval = {m.auc - 0.01, m.auc + 0.01};
  m.persistence_auc = stats::RankedScores(rows.persistence, rows.labels).auc();
  m.precision = 0.8;
  m.recall = 0.3;
  m.gain = 0.02;
  m.gain_interval = {0.018, 0.022};
  return m;
}

}  // namespace

ReportPage sample_page() {
  const Made made = made_up();
  const ScoredRows model{made.data.ts_ms, made.scores, made.persistence, made.labels};
  const ScoredRows persistence{made.data.ts_ms, made.persistence, made.persistence, made.labels};
  const std::vector<double> shares = {0.01, 0.05, 0.20};
  ReportPage page;
  page.title = "v9 on five weeks";
  page.verdict = "FAIL";
  page.message = "1 of 2 requirements is not met";
  page.model = {{"version", "v9"}, {"target", "rv5-above-median, 5min, 24h"}};
  page.data = {{"rows", "5,040"}, {"file", "BTCUSDT-1m-2024-03.zip"}};
  page.notes = {"Made up."};
  page.requirements = {{"AUC", ">= 0.62", "0.70", "PASS"}, {"precision", ">= 0.58", "0.5", "FAIL"}};
  page.measures = measures_of(model);
  page.frozen = Frozen{};
  page.frozen->base_rate = 0.49;
  page.frozen->threshold = 0.7;
  page.roc = roc_points(made.scores, made.labels);
  page.roc_of_persistence = roc_points(made.persistence, made.labels);
  page.quantiles = precision_by_quantile(model, 20);
  page.quantiles_of_persistence = precision_by_quantile(persistence, 20);
  page.top = precision_at_top(model, shares);
  page.top_of_persistence = precision_at_top(persistence, shares);
  page.reliability = reliability(model, 10);
  page.reliability_of_persistence = reliability(persistence, 10);
  page.features = {{"wave", 1.2, false, -1.5, 0, 1.5, 0.7}, {"noise", 0.0, true, -1, 0, 1, 0.5}};
  page.psi = psi_by_week(made.data, made.scores, references_of(made.data));
  page.against = PairedComparison{"v8", 5'040, 0.05, 0.99, 0.01, 0.04, 0.02, 0.001, {}};
  page.written = "2024-04-08T00:00:00Z";
  return page;
}

}  // namespace spark::test
