#include "freeze.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "calibrate.h"
#include "spark/stats/selection.h"

namespace training {

spark::tool::Result<Frozen> freeze(const TrainingScores& rows, std::string input) {
  const auto refused = [](const char* why) {
    return spark::tool::Error{spark::tool::Exit::failed, std::string("training scores: ") + why};
  };
  if (rows.scores.size() != rows.labels.size() || rows.persistence.size() != rows.labels.size())
    return refused("scores, labels and persistence inputs differ in number");
  if (std::any_of(rows.scores.begin(), rows.scores.end(),
                  [](double score) { return !std::isfinite(score); }))
    return refused("a score is not finite");
  const auto threshold = spark::stats::selection_threshold(rows.scores, selected_share);
  if (!threshold) return refused("there are none");

  Frozen frozen;
  frozen.threshold = *threshold;
  double hits = 0;
  std::vector<double> x;
  std::vector<uint8_t> labels;
  for (size_t i = 0; i < rows.labels.size(); ++i) {
    hits += rows.labels[i] != 0 ? 1 : 0;
    if (std::isnan(rows.persistence[i])) continue;
    x.push_back(rows.persistence[i]);
    labels.push_back(rows.labels[i]);
  }
  frozen.base_rate = hits / static_cast<double>(rows.labels.size());
  auto line = calibrate(x, labels);
  if (!line) return spark::tool::Error{line.error().exit, "persistence: " + line.error().text};
  frozen.persistence = {std::move(input), *line};
  return frozen;
}

std::vector<double> persistence_scores(const Frozen& frozen, std::span<const double> x) {
  return probabilities(frozen.persistence.line, x);
}

std::vector<double> last_known_labels(std::span<const int64_t> ts_ms, std::span<const Label> labels,
                                      int64_t horizon_ms) {
  std::vector<double> out;
  out.reserve(ts_ms.size());
  double last = std::numeric_limits<double>::quiet_NaN();
  size_t next = 0;  // the first label that is not known yet
  for (const int64_t now : ts_ms) {
    for (; next < labels.size() && ts_ms[next] + horizon_ms <= now; ++next)
      if (labels[next] != Label::unknown) last = labels[next] == Label::hit ? 1 : 0;
    out.push_back(last);
  }
  return out;
}

}  // namespace training
