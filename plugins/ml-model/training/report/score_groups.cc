#include "score_groups.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <numeric>

#include "spark/stats/selection.h"

namespace training {
namespace {

constexpr int64_t day_ms = 86'400'000;

struct DaySums {
  double rows = 0;
  double hits = 0;
};

using Days = std::map<int64_t, DaySums>;

std::optional<Interval> interval_over(const Days& days, double rows, double rate) {
  const auto count = static_cast<double>(days.size());
  if (days.size() < 2) return {};
  double squares = 0;
  for (const auto& [day, sums] : days) squares += std::pow(sums.hits - rate * sums.rows, 2);
  const double half = 1.96 * std::sqrt(squares * count / (count - 1)) / rows;
  return Interval{std::max(0.0, rate - half), std::min(1.0, rate + half)};
}

// `members` are not empty.
ScoreGroup group_of(const ScoredRows& rows, std::span<const uint32_t> members) {
  ScoreGroup group;
  group.score_low = group.score_high = rows.scores[members.front()];
  Days days;
  double sum = 0;
  for (const uint32_t row : members) {
    const double score = rows.scores[row];
    group.score_low = std::min(group.score_low, score);
    group.score_high = std::max(group.score_high, score);
    sum += score;
    group.hits += rows.labels[row];
    DaySums& day = days[rows.ts_ms[row] / day_ms];
    day.rows += 1;
    day.hits += rows.labels[row];
  }
  group.rows = members.size();
  const auto count = static_cast<double>(group.rows);
  group.score_mean = sum / count;
  group.interval = interval_over(days, count, group.rate());
  return group;
}

}  // namespace

std::vector<ScoreGroup> precision_by_quantile(const ScoredRows& rows, size_t groups) {
  const size_t count = rows.scores.size();
  std::vector<uint32_t> order(count);
  std::iota(order.begin(), order.end(), 0U);
  // By row where scores are equal: sums of doubles must not depend on the sort.
  std::sort(order.begin(), order.end(), [&](uint32_t a, uint32_t b) {
    return rows.scores[a] != rows.scores[b] ? rows.scores[a] < rows.scores[b] : a < b;
  });
  std::vector<ScoreGroup> made;
  size_t begin = 0;
  for (size_t k = 1; k <= groups && begin < count; ++k) {
    size_t end = k * count / groups;
    if (end <= begin) continue;
    while (end < count && rows.scores[order[end]] == rows.scores[order[end - 1]]) ++end;
    made.push_back(group_of(rows, std::span(order).subspan(begin, end - begin)));
    begin = end;
  }
  return made;
}

std::vector<ScoreGroup> reliability(const ScoredRows& rows, size_t bins) {
  std::vector<std::vector<uint32_t>> members(bins);
  for (uint32_t row = 0; row < rows.scores.size(); ++row) {
    const double place = rows.scores[row] * static_cast<double>(bins);
    members[std::min(static_cast<size_t>(place), bins - 1)].push_back(row);
  }
  std::vector<ScoreGroup> made;
  for (const std::vector<uint32_t>& bin : members)
    if (!bin.empty()) made.push_back(group_of(rows, bin));
  return made;
}

std::vector<TopShare> precision_at_top(const ScoredRows& rows, std::span<const double> shares) {
  std::vector<TopShare> made;
  for (const double share : shares) {
    const auto threshold = spark::stats::selection_threshold(rows.scores, share);
    if (!threshold) continue;
    spark::stats::Selection selection;
    for (size_t i = 0; i < rows.scores.size(); ++i)
      selection.add(rows.scores[i], rows.labels[i] == 1, *threshold);
    if (selection.selected == 0) continue;
    made.push_back({share, *threshold, selection.selected, selection.selected_hits});
  }
  return made;
}

}  // namespace training
