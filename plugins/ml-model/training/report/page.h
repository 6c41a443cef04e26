// The report of an evaluation as one HTML page: no scripts and nothing from elsewhere, so that it
// opens the same from a mail, an archive or a browser without a network in ten years.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "training/frozen.h"
#include "training/measures.h"
#include "training/report/roc.h"
#include "training/report/score_groups.h"
#include "training/report/weekly_psi.h"

namespace training {

struct Fact {
  std::string name;
  std::string value;
};

// One requirement and what became of it.
struct RequirementRow {
  std::string name;
  std::string limit;
  std::string value;
  std::string verdict;  // "PASS", "FAIL", "INCONCLUSIVE"
};

struct FeatureSummary {
  std::string name;
  std::optional<double> weight;  // of a logistic model, on the scaled feature
  bool is_estimated = false;     // the data holds no such figure; it was made up from others
  double low = 0;                // quantile 0.01 over the rows judged
  double median = 0;
  double high = 0;                  // quantile 0.99
  std::optional<double> auc_alone;  // of the feature as a score
};

// The rows of one month of UTC.
struct MonthOfRows {
  Measures measures;  // without intervals
  double score_mean = 0;
};

// A second model on the same rows.
struct PairedComparison {
  std::string other;  // its version
  uint64_t pairs = 0;
  double tolerance = 0;  // a pair matches if the scores differ by at most that
  double match_rate = 0;
  double delta_mean = 0;  // of |difference|, here and below
  double delta_p99 = 0;
  double delta_sd = 0;
  double gain = 0;  // log-loss of the other one minus this one's; good if above 0
  std::optional<Interval> gain_interval;
};

// Everything that the page says. What was not computed is left empty, and the page says so.
struct ReportPage {
  std::string title;
  std::string verdict;
  std::string message;  // one sentence
  std::vector<Fact> model;
  std::vector<Fact> data;
  std::vector<std::string> notes;
  std::vector<RequirementRow> requirements;

  Measures measures;             // without a row: nothing is drawn
  std::optional<Frozen> frozen;  // none: what depends on it is left out, also of the measures
  std::vector<RocPoint> roc;
  std::vector<RocPoint> roc_of_persistence;
  std::vector<ScoreGroup> quantiles;
  std::vector<ScoreGroup> quantiles_of_persistence;
  std::vector<TopShare> top;
  std::vector<TopShare> top_of_persistence;  // of the same shares, where there are such
  std::vector<ScoreGroup> reliability;
  std::vector<ScoreGroup> reliability_of_persistence;

  std::vector<MonthOfRows> months;
  std::optional<Interval> month_expected;  // AUC of a month, as training foresaw it: 90 %

  std::vector<FeatureSummary> features;  // as many as psi has
  PsiTable psi;
  std::optional<PairedComparison> against;
  std::string written;  // UTC
};

// The same values give the same bytes. [tools]
[[nodiscard]] std::string html_page(const ReportPage& page);

}  // namespace training
