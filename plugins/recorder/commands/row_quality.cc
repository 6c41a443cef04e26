#include "row_quality.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <tuple>

#include "spark/market/limits.h"
#include "spark/tool/format.h"

namespace recorder {
namespace {

namespace market = spark::market;
namespace tool = spark::tool;

constexpr int64_t minute_ms = 60'000;
constexpr std::array<market::Limit, inputs> limits = {market::mid_limit, market::spread_bp_limit,
                                                      market::vol_1m_limit, market::rsi_14_limit};

int64_t minute_of(int64_t ms) {
  return ms >= 0 ? ms / minute_ms : (ms - minute_ms + 1) / minute_ms;
}

std::string of_rows(uint64_t some, uint64_t all) {
  return tool::grouped(some) + " of " + tool::grouped(all);
}

void judge_column(const std::string& name, const ColumnQuality& column, Quality& quality) {
  const auto ratio = [&](uint64_t some) {
    return column.rows == 0 ? 0 : static_cast<double>(some) / static_cast<double>(column.rows);
  };
  if (ratio(column.missing) > missing_max)
    quality.problems.push_back(name + ": missing in " + of_rows(column.missing, column.rows) +
                               " rows (" + tool::percent(ratio(column.missing), 2) +
                               "; expected at most 0.5 %)");
  if (column.infinite > 0)
    quality.problems.push_back(name + ": no finite number in " +
                               of_rows(column.infinite, column.rows) + " rows");
  if (column.out_of_range > 0)
    quality.problems.push_back(name + ": out of range in " +
                               of_rows(column.out_of_range, column.rows) + " rows");
}

bool is_constant(const ColumnQuality& column) {
  return column.is_constant && column.rows - column.missing >= constant_rows_min;
}

}  // namespace

void QualityCount::add_column(ColumnQuality& column, double value) {
  ++column.rows;
  if (std::isnan(value)) {
    ++column.missing;
    return;
  }
  if (std::isinf(value)) ++column.infinite;
  if (std::isnan(column.first)) column.first = value;
  if (value != column.first) column.is_constant = false;
}

void QualityCount::add(const LogRow& row) {
  ++found_.rows;
  const auto known = symbols_.try_emplace(row.symbol, static_cast<uint32_t>(symbols_.size()));
  const uint32_t symbol = known.first->second;
  if (known.second) minutes_.emplace_back();
  minutes_[symbol].insert(minute_of(row.at_ms));
  ++found_.symbols[row.symbol].rows;
  in_order_.push_back(
      {row.received_ms, row.sequence, row.at_ms, row.dropped, symbol, row.ts_ms.has_value()});
  if (row.ts_ms)
    found_.ahead_ms = std::max(found_.ahead_ms, *row.ts_ms - row.received_ms);
  else
    ++found_.without_time;
  if (row.code && *row.code >= 500) ++found_.failed;
  if (row.code && *row.code >= 400 && *row.code < 500) ++found_.refused;
  const bool has_input = std::any_of(row.input.begin(), row.input.end(),
                                     [](double value) { return !std::isnan(value); });
  if (!has_input) ++found_.without_input;
  for (size_t i = 0; has_input && i < inputs; ++i) {
    ColumnQuality& column = found_.inputs[std::string(input_names[i])];
    add_column(column, row.input[i]);
    if (!std::isnan(row.input[i]) && !limits[i].holds(row.input[i])) ++column.out_of_range;
  }
  for (const LoggedFeature& feature : row.features)
    if (feature.is_given) add_column(found_.features[std::string(feature.name)], feature.value);
  ++found_.sources[row.source.empty() ? "none" : row.source];
  for (const std::string& model : row.models) ++found_.models[model];
}

// Losses and disorder are seen in the order in which their requests came.
void QualityCount::judge_order() {
  std::sort(in_order_.begin(), in_order_.end(), [](const Ordered& a, const Ordered& b) {
    return std::tie(a.received_ms, a.sequence) < std::tie(b.received_ms, b.sequence);
  });
  constexpr int64_t none = std::numeric_limits<int64_t>::min();
  std::vector<int64_t> newest(symbols_.size(), none);
  std::optional<int64_t> dropped;
  for (const Ordered& row : in_order_) {
    // What was lost before the window is not of it. A new plugin object counts from 0.
    if (dropped)
      found_.lost +=
          static_cast<uint64_t>(row.dropped >= *dropped ? row.dropped - *dropped : row.dropped);
    dropped = row.dropped;
    if (!row.has_time) continue;
    if (row.at_ms < newest[row.symbol]) ++found_.disordered;
    newest[row.symbol] = std::max(newest[row.symbol], row.at_ms);
  }
  std::erase_if(in_order_, [](const Ordered& row) { return !row.has_time; });
  std::sort(in_order_.begin(), in_order_.end(), [](const Ordered& a, const Ordered& b) {
    return std::tie(a.symbol, a.at_ms) < std::tie(b.symbol, b.at_ms);
  });
  for (size_t i = 1; i < in_order_.size(); ++i)
    if (in_order_[i].symbol == in_order_[i - 1].symbol &&
        in_order_[i].at_ms == in_order_[i - 1].at_ms)
      ++found_.duplicates;
}

void QualityCount::judge_minutes() {
  const int64_t begin = minute_of(found_.from_ms), end = minute_of(found_.to_ms);
  for (auto& each : found_.symbols) {
    const std::string& name = each.first;
    auto& symbol = each.second;
    int64_t expected = begin;
    const auto gap = [&](int64_t until) {
      if (until <= expected) return;
      ++found_.gaps_in_all;
      symbol.longest_gap = std::max(symbol.longest_gap, until - expected);
      found_.gaps.push_back({name, expected * minute_ms, until - expected});
    };
    for (const int64_t minute : minutes_[symbols_[name]]) {
      if (minute < begin || minute >= end) continue;
      ++symbol.minutes;
      gap(minute);
      expected = minute + 1;
    }
    gap(end);
    symbol.completeness =
        end > begin ? static_cast<double>(symbol.minutes) / static_cast<double>(end - begin) : 0;
  }
  std::stable_sort(found_.gaps.begin(), found_.gaps.end(),
                   [](const Gap& a, const Gap& b) { return a.minutes > b.minutes; });
  if (found_.gaps.size() > gaps_listed_max) found_.gaps.resize(gaps_listed_max);
}

Quality QualityCount::finish(std::optional<int64_t> from_ms, std::optional<int64_t> to_ms) {
  int64_t first = std::numeric_limits<int64_t>::max(), last = std::numeric_limits<int64_t>::min();
  for (const Ordered& row : in_order_) {
    first = std::min(first, row.at_ms);
    last = std::max(last, row.at_ms);
  }
  if (!in_order_.empty()) {
    found_.from_ms = minute_of(from_ms.value_or(first)) * minute_ms;
    found_.to_ms = to_ms ? minute_of(*to_ms) * minute_ms : (minute_of(last) + 1) * minute_ms;
  }
  judge_order();
  judge_minutes();
  judge(found_);
  return std::move(found_);
}

void judge(Quality& quality) {
  if (quality.rows == 0) {
    quality.problems.emplace_back("there is no row: sparkctl rows list says which days there are");
    return;
  }
  for (const auto& [name, symbol] : quality.symbols) {
    const std::string who = name.empty() ? "" : name + ": ";
    if (!(symbol.completeness > completeness_min))
      quality.problems.push_back(who + tool::percent(symbol.completeness, 2) +
                                 " of the minutes have a row; expected more than 99.5 %");
    if (symbol.longest_gap > gap_minutes_max)
      quality.problems.push_back(who + "a gap of " + std::to_string(symbol.longest_gap) +
                                 " minutes; expected at most 5");
  }
  for (const auto& [name, column] : quality.inputs) {
    judge_column(name, column, quality);
    if (is_constant(column))
      quality.problems.push_back(name + ": the same in all rows, " + tool::shortest(column.first));
  }
  for (const auto& [name, column] : quality.features) {
    judge_column(name, column, quality);
    if (is_constant(column) && name != "bias")
      quality.warnings.push_back(name + ": the same in all rows, " + tool::shortest(column.first));
  }
  if (quality.lost > 0)
    quality.problems.push_back(tool::grouped(quality.lost) +
                               " rows were lost, since the disk did not follow");
  if (quality.ahead_ms >= ahead_ms_max)
    quality.problems.push_back("a time was " + std::to_string(quality.ahead_ms) +
                               " ms after the host's; expected less than 100 ms");
  if (quality.duplicates > 0)
    quality.warnings.push_back(of_rows(quality.duplicates, quality.rows) +
                               " rows have the time of an earlier one");
  if (quality.disordered > 0)
    quality.warnings.push_back(of_rows(quality.disordered, quality.rows) +
                               " rows came after a later one");
  if (quality.failed > 0)
    quality.warnings.push_back(of_rows(quality.failed, quality.rows) + " requests failed (5xx)");
}

}  // namespace recorder
