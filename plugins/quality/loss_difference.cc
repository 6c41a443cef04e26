#include "loss_difference.h"

#include <algorithm>

#include "spark/stats/block_bootstrap.h"
#include "spark/stats/forecast.h"

namespace quality {
namespace {

constexpr int64_t hour_ms = 60 * minute_ms;
constexpr uint32_t replicates = 500;

bool is_forecast(double score) {
  return score >= 0 && score <= 1;
}

}  // namespace

void add_pairs(std::span<const LabelledRow> production, std::span<const LabelledRow> candidate,
               std::vector<PairedRow>& out) {
  auto one = production.begin();
  for (const LabelledRow& other : candidate) {
    while (one != production.end() && one->ts_ms < other.ts_ms) ++one;
    if (one == production.end()) return;
    if (one->ts_ms != other.ts_ms || !is_forecast(one->score) || !is_forecast(other.score))
      continue;
    const bool is_hit = other.decision.label == spark::market::Label::hit;
    out.push_back({other.ts_ms, spark::stats::log_loss(other.score, is_hit) -
                                    spark::stats::log_loss(one->score, is_hit)});
  }
}

std::optional<LossDifference> loss_difference(std::span<const PairedRow> rows, int64_t length_ms) {
  if (rows.empty()) return {};
  LossDifference found;
  found.rows = rows.size();
  found.from_ms = found.until_ms = rows.front().ts_ms;
  double sum = 0;
  for (const PairedRow& row : rows) {
    found.from_ms = std::min(found.from_ms, row.ts_ms);
    found.until_ms = std::max(found.until_ms, row.ts_ms);
    sum += row.difference;
  }
  const auto minutes = static_cast<uint64_t>(length_ms / minute_ms);
  if (found.until_ms - found.from_ms < length_ms - hour_ms || 2 * found.rows < minutes) return {};
  found.mean = sum / static_cast<double>(rows.size());
  const size_t a_day = rows.size() * day_minutes / minutes;
  const auto interval = spark::stats::block_bootstrap(
      rows.size(), {.block = std::max<size_t>(a_day, 1), .replicates = replicates}, 0.95,
      [&](std::span<const uint32_t> times) {
        double of_replicate = 0, count = 0;
        for (size_t i = 0; i < rows.size(); ++i) {
          of_replicate += times[i] * rows[i].difference;
          count += times[i];
        }
        return of_replicate / count;
      });
  if (!interval) return {};
  found.low = interval->low;
  found.high = interval->high;
  return found;
}

}  // namespace quality
