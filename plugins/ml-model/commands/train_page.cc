#include "train_page.h"

#include <algorithm>
#include <chrono>

#include "spark/tool/format.h"
#include "training/report/page.h"

namespace train {
namespace {

namespace tool = spark::tool;
using training::Fact;
using training::FeatureProfile;
using training::ReportPage;
using training::ScoredRows;

std::string utc(int64_t ms) {
  return tool::utc_text(std::chrono::system_clock::time_point(std::chrono::milliseconds(ms)));
}

void draw(const ScoredRows& rows, ReportPage& page) {
  constexpr size_t groups = 20;
  constexpr size_t bins = 10;
  constexpr double shares[] = {0.01, 0.05, 0.10, 0.20, 0.50};
  const ScoredRows other{rows.ts_ms, rows.persistence, rows.persistence, rows.labels};
  page.roc = training::roc_points(rows.scores, rows.labels);
  page.roc_of_persistence = training::roc_points(other.scores, rows.labels);
  page.quantiles = training::precision_by_quantile(rows, groups);
  page.quantiles_of_persistence = training::precision_by_quantile(other, groups);
  page.top = training::precision_at_top(rows, shares);
  page.top_of_persistence = training::precision_at_top(other, shares);
  page.reliability = training::reliability(rows, bins);
  page.reliability_of_persistence = training::reliability(other, bins);
}

training::FeatureSummary summary_of(const FeatureProfile& profile, const Material& material,
                                    const training::Fitted& model) {
  training::FeatureSummary summary;
  summary.name = profile.name;
  const auto& features = material.features;
  const auto at = std::find(features.begin(), features.end(), profile.name);
  if (at != features.end() && !model.weights.empty())
    summary.weight = model.weights[static_cast<size_t>(at - features.begin())];
  const auto& estimated = material.inputs_estimated;
  summary.is_estimated =
      std::find(estimated.begin(), estimated.end(), profile.name) != estimated.end();
  summary.low = profile.quantiles.front();
  summary.median = profile.quantiles[FeatureProfile::shares.size() / 2];
  summary.high = profile.quantiles.back();
  return summary;
}

std::vector<Fact> facts_of_folds(const training::CrossValidation& cv) {
  std::vector<Fact> facts;
  for (size_t k = 0; k < cv.folds.size(); ++k) {
    const training::Measures& m = cv.folds[k].measures;
    facts.push_back({"fold " + std::to_string(k + 1),
                     utc(m.from_ms) + " to " + utc(m.until_ms) + ": AUC " + tool::fixed(m.auc, 4) +
                         ", persistence " + tool::fixed(m.persistence_auc, 4) + ", gain over it " +
                         tool::fixed(m.gain, 4)});
  }
  return facts;
}

}  // namespace

std::string page_text(const Config& config, const Material& material, const Trained& trained) {
  const training::ManifestParts& parts = trained.parts;
  const training::Target& target = config.target;
  ReportPage page;
  page.title = parts.version + ", trained";
  page.verdict = "INCONCLUSIVE";
  page.message =
      "These are the folds' test rows, each scored by a model that had not seen it. Gate 4 judges "
      "rows after the training: sparkctl eval.";
  page.model = {
      {"version", parts.version},
      {"target", target.event + " in " + target.horizon + ", reference " + target.reference},
      {"grid's choice", text_of(parts.cv.grid[parts.cv.best].point, parts.recipe.type)}};
  for (Fact& fact : facts_of_folds(parts.cv)) page.model.push_back(std::move(fact));
  for (const training::DataFile& file : parts.files)
    page.data.push_back({file.name, file.sha256.substr(0, 16) + "…"});
  page.data.push_back({"rows", tool::grouped(parts.rows) + " from " + utc(parts.window.from_ms) +
                                   " to " + utc(parts.window.until_ms)});
  training::MeasureOptions options;
  options.seed = parts.recipe.seed;
  page.frozen = parts.made.frozen;
  const ScoredRows rows = parts.cv.rows.view();
  page.measures = training::measure(rows, parts.made.frozen, options).value_or(page.measures);
  draw(rows, page);
  if (parts.cv.summary) page.month_expected = parts.cv.summary->month;
  for (const FeatureProfile& profile : parts.profiles)
    page.features.push_back(summary_of(profile, material, parts.made.model));
  page.written = utc(parts.training_date_ms);
  return training::html_page(page);
}

}  // namespace train
