#include "eval_rows.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "training/freeze.h"

namespace eval {
namespace {

using training::Dataset;
using training::Label;
using training::Labels;

}  // namespace

std::vector<double> columns_of(const Dataset& data, const std::vector<std::string>& wanted) {
  std::vector<size_t> at;
  for (const std::string& name : wanted) {
    const auto found = std::find(data.names.begin(), data.names.end(), name);
    at.push_back(static_cast<size_t>(found - data.names.begin()));
  }
  std::vector<double> rows;
  rows.reserve(data.rows() * wanted.size());
  for (size_t i = 0; i < data.rows(); ++i) {
    const auto row = data.row(i);
    for (const size_t column : at) rows.push_back(row[column]);
  }
  return rows;
}

std::vector<double> persistence_of(const Dataset& data, const Labels& labels,
                                   const training::Frozen& frozen, int64_t horizon_ms) {
  const std::string& input = frozen.persistence.input;
  const std::vector<double> x = input.empty()
                                    ? training::last_known_labels(data.ts_ms, labels.of, horizon_ms)
                                    : columns_of(data, {input});
  return training::persistence_scores(frozen, x);
}

JudgedRows choose(const Dataset& data, const Labels& labels, std::span<const double> scores,
                  std::span<const double> persistence, const Span& asked) {
  JudgedRows judged;
  judged.scores_of_all.assign(data.rows(), std::numeric_limits<double>::quiet_NaN());
  PassedOver& passed_over = judged.passed_over;
  for (size_t i = 0; i < data.rows(); ++i) {
    if (!asked.has(data.ts_ms[i])) {
      ++passed_over.outside;
    } else if (std::isnan(scores[i])) {
      ++passed_over.not_ready;
    } else if (labels.of[i] == Label::unknown) {
      ++passed_over.unlabelled;
    } else if (!persistence.empty() && std::isnan(persistence[i])) {
      ++passed_over.without_persistence;
    } else {
      judged.rows.push_back(i);
      judged.ts_ms.push_back(data.ts_ms[i]);
      judged.scores.push_back(scores[i]);
      judged.persistence.push_back(persistence.empty() ? scores[i] : persistence[i]);
      judged.labels.push_back(labels.of[i] == Label::hit ? 1 : 0);
      judged.scores_of_all[i] = scores[i];
    }
  }
  return judged;
}

uint64_t count_touching(const JudgedRows& judged, const TrainingSpan& training,
                        int64_t horizon_ms) {
  const auto count = std::count_if(judged.ts_ms.begin(), judged.ts_ms.end(), [&](int64_t ts_ms) {
    return touches(training, ts_ms, horizon_ms);
  });
  return static_cast<uint64_t>(count);
}

}  // namespace eval
