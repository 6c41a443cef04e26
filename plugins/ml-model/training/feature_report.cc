#include "feature_report.h"

#include <algorithm>
#include <boost/json/object.hpp>
#include <cmath>
#include <limits>

#include "spark/market/bars.h"
#include "spark/stats/psi.h"
#include "spark/stats/rank.h"
#include "spark/tool/format.h"
#include "spark/tool/table.h"

namespace training {
namespace {

namespace json = boost::json;
namespace stats = spark::stats;
namespace tool = spark::tool;

using spark::market::minute_ms;
constexpr int64_t psi_days_ms = 30 * 86'400'000LL;

std::optional<Adf> unit_root_of(const Dataset& data, size_t column) {
  const int64_t first = data.ts_ms.front() / minute_ms;
  const auto minutes = static_cast<size_t>(data.ts_ms.back() / minute_ms - first) + 1;
  std::vector<double> grid(minutes, std::numeric_limits<double>::quiet_NaN());
  for (size_t i = 0; i < data.rows(); ++i)
    grid[static_cast<size_t>(data.ts_ms[i] / minute_ms - first)] = data.row(i)[column];
  return adf(grid, schwert_lags(data.rows()));
}

std::optional<double> psi_of(const Dataset& data, size_t column) {
  if (data.ts_ms.back() - data.ts_ms.front() < 2 * psi_days_ms - minute_ms) return {};
  std::vector<double> first;
  std::vector<double> last;
  for (size_t i = 0; i < data.rows(); ++i) {
    const double value = data.row(i)[column];
    if (std::isnan(value)) continue;
    if (data.ts_ms[i] < data.ts_ms.front() + psi_days_ms) first.push_back(value);
    if (data.ts_ms[i] > data.ts_ms.back() - psi_days_ms) last.push_back(value);
  }
  const stats::Bins bins = stats::Bins::of(first);
  return stats::psi(bins, stats::BinCounts::in(bins, first), stats::BinCounts::in(bins, last))
      .value;
}

FeatureProfile summary_of(const Dataset& data, size_t column) {
  FeatureProfile summary;
  summary.name = data.names[column];
  std::vector<double> sorted;
  for (size_t i = 0; i < data.rows(); ++i)
    if (!std::isnan(data.row(i)[column])) sorted.push_back(data.row(i)[column]);
  summary.rows = sorted.size();
  summary.missing = data.rows() - sorted.size();
  if (sorted.empty()) return summary;
  const auto count = static_cast<double>(sorted.size());
  for (const double value : sorted) summary.mean += value;
  summary.mean /= count;
  double squares = 0;
  for (const double value : sorted) squares += (value - summary.mean) * (value - summary.mean);
  summary.sd = count > 1 ? std::sqrt(squares / (count - 1)) : 0;
  std::sort(sorted.begin(), sorted.end());
  for (size_t k = 0; k < FeatureProfile::shares.size(); ++k)
    summary.quantiles[k] = stats::nearest_rank(sorted, FeatureProfile::shares[k]);
  summary.unit_root = unit_root_of(data, column);
  summary.psi = psi_of(data, column);
  return summary;
}

std::string or_dash(const std::optional<double>& value, int decimals) {
  return value ? tool::fixed(*value, decimals) : "-";
}

json::value or_null(const std::optional<double>& value) {
  return value ? json::value(*value) : json::value();
}

}  // namespace

std::vector<FeatureProfile> profile(const Dataset& data) {
  std::vector<FeatureProfile> all;
  if (data.rows() == 0) return all;
  for (size_t column = 0; column < data.names.size(); ++column)
    all.push_back(summary_of(data, column));
  return all;
}

std::string as_text(const std::vector<FeatureProfile>& all, size_t width) {
  constexpr auto right = tool::Align::right;
  tool::Table table({{"feature", tool::Align::left, true},
                     {"missing", right},
                     {"mean", right},
                     {"sd", right},
                     {"1 %", right},
                     {"median", right},
                     {"99 %", right},
                     {"ADF", right},
                     {"unit root"},
                     {"PSI", right}});
  for (const FeatureProfile& one : all) {
    const double rows = static_cast<double>(one.rows + one.missing);
    const auto& root = one.unit_root;
    table.row({one.name, tool::percent(static_cast<double>(one.missing) / rows, 2),
               tool::rounded(one.mean), tool::rounded(one.sd), tool::rounded(one.quantiles.front()),
               tool::rounded(one.quantiles[3]), tool::rounded(one.quantiles.back()),
               root ? tool::fixed(root->statistic, 1) : "-",
               !root                   ? "-"
               : root->is_stationary() ? "rejected"
                                       : "not rejected",
               or_dash(one.psi, 3)});
  }
  return table.render(width);
}

json::array as_json(const std::vector<FeatureProfile>& all) {
  json::array rows;
  for (const FeatureProfile& one : all) {
    json::object quantiles;
    for (size_t k = 0; k < FeatureProfile::shares.size(); ++k)
      quantiles[tool::shortest(FeatureProfile::shares[k])] = one.quantiles[k];
    json::value root;
    if (one.unit_root)
      root = {{"statistic", one.unit_root->statistic},
              {"lags", one.unit_root->lags},
              {"rows", one.unit_root->rows},
              {"critical_1_percent", one.unit_root->critical_1},
              {"critical_5_percent", one.unit_root->critical_5},
              {"stationary", one.unit_root->is_stationary()}};
    rows.push_back({{"name", one.name},
                    {"rows", one.rows},
                    {"missing", one.missing},
                    {"mean", one.mean},
                    {"sd", one.sd},
                    {"quantiles", std::move(quantiles)},
                    {"adf", std::move(root)},
                    {"psi_last_against_first_month", or_null(one.psi)}});
  }
  return rows;
}

}  // namespace training
