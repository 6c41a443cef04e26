#include "train_text.h"

#include <chrono>

#include "spark/tool/format.h"
#include "spark/tool/table.h"
#include "training/offline_verdict.h"

namespace train {
namespace {

namespace tool = spark::tool;
using tool::Align;
using tool::fixed;
using tool::grouped;
using training::Interval;
using training::Measures;

std::string time_text(int64_t ms) {
  return tool::utc_text(std::chrono::system_clock::time_point(std::chrono::milliseconds(ms)));
}

std::string day_of(int64_t ms) {
  return time_text(ms).substr(0, 10);
}

std::string with(double value, const std::optional<Interval>& interval, int decimals) {
  std::string text = fixed(value, decimals);
  if (!interval) return text;
  return text.append(" [")
      .append(fixed(interval->low, decimals))
      .append(", ")
      .append(fixed(interval->high, decimals))
      .append("]");
}

std::string with(const std::optional<double>& value, const std::optional<Interval>& interval,
                 int decimals) {
  return value ? with(*value, interval, decimals) : "-";
}

std::string grid_text(const training::ManifestParts& parts) {
  tool::Table table({{"choice", Align::left, true}, {"mean AUC", Align::right}, {""}});
  for (size_t i = 0; i < parts.cv.grid.size(); ++i) {
    const training::GridResult& one = parts.cv.grid[i];
    table.row({text_of(one.point, parts.recipe.type), fixed(one.auc_mean, 4),
               i == parts.cv.best ? "taken" : ""});
  }
  return table.render();
}

std::string folds_text(const training::CrossValidation& cv) {
  tool::Table table({{"fold"},
                     {"test from"},
                     {"until"},
                     {"rows", Align::right},
                     {"purged", Align::right},
                     {"AUC"},
                     {"persistence", Align::right},
                     {"precision"},
                     {"recall", Align::right},
                     {"log-loss", Align::right},
                     {"gain over persistence"}});
  for (size_t k = 0; k < cv.folds.size(); ++k) {
    const training::FoldResult& one = cv.folds[k];
    const Measures& m = one.measures;
    table.row({std::to_string(k + 1), day_of(m.from_ms), day_of(m.until_ms), grouped(m.rows),
               grouped(one.fold.purged + one.fold.embargoed), with(m.auc, m.auc_interval, 4),
               fixed(m.persistence_auc, 4), with(m.precision, m.precision_interval, 3),
               with(m.recall, {}, 3), fixed(m.log_loss, 4), with(m.gain, m.gain_interval, 4)});
  }
  return table.render();
}

std::string summary_text(const training::CvSummary& summary) {
  std::string text = "AUC over the folds: mean " + fixed(summary.auc_mean, 4) +
                     ", standard deviation " + fixed(summary.auc_std, 4) + " (n - 1).\n";
  if (summary.month)
    text += "Another month of 30 days will have an AUC from " + fixed(summary.month->low, 3) +
            " to " + fixed(summary.month->high, 3) +
            " (prediction interval, nominal 90 %; weeks with shocks may not).\n";
  return text;
}

std::string weights_text(const training::ManifestParts& parts) {
  const training::Fitted& model = parts.made.model;
  if (model.type != training::Fitted::Type::logistic) return {};
  tool::Table table({{"feature", Align::left, true},
                     {"weight", Align::right},
                     {"mean", Align::right},
                     {"scale", Align::right},
                     {"clipped to"}});
  for (size_t i = 0; i < parts.features.size(); ++i)
    table.row({parts.features[i], tool::rounded(model.weights[i]),
               tool::rounded(model.scaler.mean[i]), tool::rounded(model.scaler.scale[i]),
               tool::rounded(model.scaler.low[i]) + " … " + tool::rounded(model.scaler.high[i])});
  return table.render() + "\n";
}

void add_measures(tool::Table& table, const Measures& m) {
  table.row({"rows", grouped(m.rows) + " from " + day_of(m.from_ms) + " until " +
                         day_of(m.until_ms) + ", " + grouped(m.hits) + " hits"});
  table.row({"AUC", with(m.auc, m.auc_interval, 4)});
  table.row({"AUC of persistence", fixed(m.persistence_auc, 4)});
  table.row({"precision", with(m.precision, m.precision_interval, 4) +
                              " above the frozen threshold, which selects " +
                              tool::percent(m.selected, 1)});
  table.row({"recall", with(m.recall, {}, 4) + " (of a perfect model that selects 20 %: " +
                           fixed(m.recall_ceiling, 4) + ")"});
  table.row({"log-loss", fixed(m.log_loss, 4) + "; base rate " + fixed(m.log_loss_base_rate, 4) +
                             ", persistence " + fixed(m.log_loss_persistence, 4)});
  table.row({"gain over persistence",
             with(m.gain, m.gain_interval, 4) + " (paired log-loss; good if above 0)"});
  table.row({"Brier skill", with(m.brier_skill, {}, 4)});
  table.row(
      {"calibration", "slope " + with(m.slope, {}, 3) + ", intercept " + with(m.intercept, {}, 3)});
}

std::string verdict_text(const Trained& trained) {
  std::optional<double> cv_std;
  if (trained.parts.cv.summary) cv_std = trained.parts.cv.summary->auc_std;
  const training::OfflineVerdict verdict =
      training::judge_offline(trained.test, cv_std, trained.test_days);
  tool::Table table({{"requirement", Align::left, true}, {"value", Align::right}, {"limit"}, {""}});
  for (const training::OfflineCheck& check : verdict.checks)
    table.row({check.name, check.value ? tool::rounded(*check.value) : "-", check.requirement,
               training::as_text(check.verdict)});
  std::string text = table.render() + "\nGate 4 on this span: ";
  if (verdict.verdict == training::Verdict::pass) return text + "GO.\n";
  if (verdict.verdict == training::Verdict::inconclusive) return text + "INCONCLUSIVE.\n";
  text += "NO_GO, for";
  std::string_view separator = " ";
  for (const training::OfflineCheck& check : verdict.checks) {
    if (check.verdict != training::Verdict::fail) continue;
    text.append(separator).append(check.name);
    separator = ", ";
  }
  return text + ". A promotion of this model would be refused.\n";
}

}  // namespace

std::string data_text(const Config& config, const Material& material) {
  const auto& f = material.findings;
  const training::TrainingRows& rows = material.train;
  uint64_t hits = 0;
  for (const uint8_t label : rows.labels) hits += label;
  std::string text = "Data: " + grouped(f.rows) + " minutes in " + grouped(f.files) +
                     " files, from " + time_text(f.from_ms) + " until " + time_text(f.until_ms) +
                     "; quality PASS.\n\nFeatures from " + day_of(config.train.from_ms) +
                     " until " + day_of(config.train.until_ms) + ":\n\n" +
                     training::as_text(material.profiles, tool::any_width);
  if (!material.inputs_estimated.empty()) {
    text += "\nThe files hold no spread; it was estimated, and has no weight:";
    for (const std::string& name : material.inputs_estimated) text += " " + name;
    text += ".\n";
  }
  return text + "\nTarget " + config.target.event + " / " + config.target.horizon + " / " +
         config.target.reference + ": " + grouped(rows.size()) + " rows with features and label, " +
         tool::percent(static_cast<double>(hits) / static_cast<double>(rows.size()), 2) +
         " hits.\n\n";
}

std::string training_text(const Config& config, const Trained& trained) {
  const training::ManifestParts& parts = trained.parts;
  const training::MadeModel& made = parts.made;
  std::string text = "Cross-validation: " + std::to_string(config.recipe.folds.folds) +
                     " folds in time order, label spans purged, embargo " +
                     std::to_string(config.recipe.folds.embargo_ms / 60'000) + " min\n\n" +
                     grid_text(parts) + "\n" + folds_text(parts.cv) + "\n";
  if (parts.cv.summary) text += summary_text(*parts.cv.summary);
  text += "\nModel " + parts.version + ": fitted on " + grouped(made.fitted_rows) +
          " rows, calibrated on the last " + grouped(made.calibration_rows) + " (" +
          grouped(made.purged_rows) + " purged between them): slope " +
          fixed(made.model.calibration.slope, 4) + ", intercept " +
          fixed(made.model.calibration.intercept, 4) + ".\nFrozen: threshold " +
          fixed(made.frozen.threshold, 4) +
          " (above it are 20 % of the training rows), base rate " +
          fixed(made.frozen.base_rate, 4) + ".\n\n" + weights_text(parts);
  return text;
}

std::string test_text(const Config& config, const Trained& trained) {
  if (!config.test) return {};
  if (!trained.test)
    return "The data hold no rows of the test span with hits and misses: nothing was scored.\n";
  tool::Table table({{""}, {""}});
  add_measures(table, *trained.test);
  return "The test span, which training has not seen:\n\n" + table.render() + "\n" +
         verdict_text(trained);
}

std::vector<std::vector<double>> probe_rows(const training::TrainingRows& rows) {
  constexpr size_t count = 32;
  std::vector<std::vector<double>> probes;
  const size_t columns = rows.names.size();
  for (size_t k = 0; k < std::min(count, rows.size()); ++k) {
    const size_t i = k * rows.size() / std::min(count, rows.size());
    const auto row = rows.values.begin() + static_cast<ptrdiff_t>(i * columns);
    probes.emplace_back(row, row + static_cast<ptrdiff_t>(columns));
  }
  return probes;
}

}  // namespace train
