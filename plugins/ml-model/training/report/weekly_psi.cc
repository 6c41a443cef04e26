#include "weekly_psi.h"

#include <cmath>

namespace training {
namespace {

using spark::stats::BinCounts;
using spark::stats::Psi;
using spark::stats::PsiReason;

constexpr int64_t week_ms = 7 * 86'400'000;
constexpr int64_t monday_ms = 3 * 86'400'000;  // 1970-01-01 was a Thursday

// Of a time after 1970.
int64_t week_of(int64_t ts_ms) {
  return (ts_ms + monday_ms) / week_ms;
}

struct Counts {
  int64_t from_ms = 0;
  int64_t until_ms = 0;
  uint64_t rows = 0;
  std::vector<BinCounts> features;
  BinCounts score;

  explicit Counts(size_t width) : features(width) {}

  void add(const Dataset& data, size_t row, double its_score, const References& references) {
    if (rows == 0) from_ms = data.ts_ms[row];
    until_ms = data.ts_ms[row];
    ++rows;
    const auto values = data.row(row);
    for (size_t i = 0; i < features.size(); ++i)
      if (const auto& frozen = references.features[i])
        ++features[i].of[frozen->bins.of_value(values[i])];
    if (references.score) ++score.of[references.score->bins.of_value(its_score)];
  }

  void merge(const Counts& later) {
    if (rows == 0) from_ms = later.from_ms;
    until_ms = later.until_ms;
    rows += later.rows;
    for (size_t i = 0; i < features.size(); ++i) features[i].merge(later.features[i]);
    score.merge(later.score);
  }
};

Psi psi_against(const std::optional<BinnedReference>& frozen, const BinCounts& sample) {
  if (frozen) return spark::stats::psi(frozen->bins, frozen->counts, sample);
  Psi none;
  none.reason = PsiReason::no_reference;
  return none;
}

PsiOfSpan judged(const Counts& counts, const References& references) {
  PsiOfSpan span;
  span.from_ms = counts.from_ms;
  span.until_ms = counts.until_ms;
  span.rows = counts.rows;
  std::vector<Psi> in_mean;
  for (size_t i = 0; i < counts.features.size(); ++i) {
    const auto& frozen = references.features[i];
    span.features.push_back(psi_against(frozen, counts.features[i]));
    if (!frozen || frozen->counts_in_mean) in_mean.push_back(span.features.back());
  }
  span.score = psi_against(references.score, counts.score);
  span.overall = spark::stats::overall_psi(in_mean);
  return span;
}

}  // namespace

PsiTable psi_by_week(const Dataset& rows, std::span<const double> scores,
                     const References& references) {
  PsiTable table;
  const size_t width = rows.names.size();
  Counts whole(width);
  Counts week(width);
  const auto close_week = [&] {
    if (week.rows == 0) return;
    table.weeks.push_back(judged(week, references));
    whole.merge(week);
    week = Counts(width);
  };
  for (size_t row = 0; row < rows.rows(); ++row) {
    if (std::isnan(scores[row])) continue;
    if (week.rows > 0 && week_of(rows.ts_ms[row]) != week_of(week.until_ms)) close_week();
    week.add(rows, row, scores[row], references);
  }
  close_week();
  table.whole = judged(whole, references);
  return table;
}

}  // namespace training
