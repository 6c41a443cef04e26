#include "data_quality.h"

#include <algorithm>
#include <boost/json/array.hpp>
#include <chrono>
#include <cmath>

#include "spark/market/bars.h"
#include "spark/market/intervals.h"
#include "spark/tool/format.h"

namespace training {
namespace {

namespace market = spark::market;
using spark::tool::grouped;
using spark::tool::percent;
using spark::tool::rounded;

std::string time_text(int64_t ms) {
  return spark::tool::utc_text(
      std::chrono::system_clock::time_point(std::chrono::milliseconds(ms)));
}

void strip(std::string& place) {
  place.erase(0, place.rfind('/') + 1);
}

QualityCheck none_of(std::string name, const market::Counted& counted) {
  return {std::move(name), "none", counted.count == 0 ? "none" : grouped(counted.count),
          counted.count == 0, counted.first};
}

QualityCheck gap_check(const market::Findings& f, const QualityLimits& limits) {
  const double minutes = static_cast<double>(f.longest_gap) *
                         static_cast<double>(f.interval_ms.value_or(market::minute_ms)) /
                         market::minute_ms;
  return {"longest gap", "at most " + rounded(limits.longest_gap_min) + " min",
          rounded(minutes) + " min", minutes <= limits.longest_gap_min, f.longest_gap_at};
}

QualityCheck completeness_check(const market::Findings& f, const QualityLimits& limits) {
  const auto all = static_cast<double>(f.rows + f.missing);
  const double share = all > 0 ? static_cast<double>(f.rows) / all : 0;
  return {"completeness", "more than " + percent(limits.completeness_min, 1),
          percent(share, 3) + ", " + grouped(f.missing) + " minutes missing",
          share > limits.completeness_min, f.gaps.first};
}

}  // namespace

std::vector<QualityCheck> check_files(const market::Findings& f, const QualityLimits& limits) {
  std::vector<QualityCheck> checks;
  checks.push_back({"rows", "some", grouped(f.rows), f.rows > 0});
  for (const std::string& problem : f.problems)
    checks.push_back({"files", "one series of minutes", problem, false});
  checks.push_back({"symbols", "one", grouped(f.symbols), f.symbols <= 1});
  checks.push_back(gap_check(f, limits));
  checks.push_back(completeness_check(f, limits));
  checks.push_back(none_of("duplicates", f.duplicates));
  checks.push_back(none_of("out of order", f.out_of_order));
  checks.push_back(none_of("off the grid", f.off_grid));
  checks.push_back(none_of("odd volumes", f.odd_volumes));
  QualityCheck bad = none_of("unreadable rows", f.bad_rows);
  if (!bad.pass) bad.found += ", the first: " + f.first_bad_row;
  checks.push_back(std::move(bad));
  return checks;
}

std::vector<QualityCheck> check_features(const Dataset& data, const QualityLimits& limits) {
  std::vector<QualityCheck> checks;
  for (size_t column = 0; column < data.names.size(); ++column) {
    uint64_t rows = 0;
    uint64_t missing = 0;
    for (size_t i = 0; i < data.rows(); ++i) {
      const bool is_missing = std::isnan(data.row(i)[column]);
      if (rows == 0 && is_missing) continue;  // warming
      ++rows;
      missing += is_missing ? 1 : 0;
    }
    QualityCheck check{"missing values", "at most " + percent(limits.missing_max, 1), "never ready",
                       false, data.names[column]};
    if (rows > 0) {
      const double share = static_cast<double>(missing) / static_cast<double>(rows);
      check.found = percent(share, 3);
      check.pass = share <= limits.missing_max;
    }
    checks.push_back(std::move(check));
  }
  return checks;
}

QualityCheck check_span(const Dataset& data, const std::string& name, int64_t from_ms,
                        int64_t until_ms, const QualityLimits& limits) {
  const auto begin = std::lower_bound(data.ts_ms.begin(), data.ts_ms.end(), from_ms);
  const auto end = std::lower_bound(begin, data.ts_ms.end(), until_ms);
  const auto minutes = static_cast<double>(until_ms - from_ms) / market::minute_ms;
  const double share = static_cast<double>(end - begin) / minutes;
  QualityCheck check{name, "more than " + percent(limits.completeness_min, 1) + " of its minutes",
                     percent(share, 3), share > limits.completeness_min};
  if (begin != end)
    check.where = time_text(*begin) + " until " + time_text(*(end - 1)) + ", where there are rows";
  return check;
}

std::optional<QualityCheck> check_usable(uint64_t rows, int64_t first_ms, int64_t until_ms,
                                         const QualityLimits& limits) {
  const auto minutes = static_cast<uint64_t>((until_ms - first_ms) / market::minute_ms);
  const double share = static_cast<double>(rows) / static_cast<double>(minutes);
  if (share >= limits.usable_min) return {};
  return QualityCheck{
      "training rows",
      "at least " + percent(limits.usable_min, 0) + " of the minutes, once all features were ready",
      grouped(rows) + " rows of " + grouped(minutes) +
          " minutes; each missing minute costs all that features look back over",
      false};
}

bool all_pass(const std::vector<QualityCheck>& checks) {
  for (const QualityCheck& check : checks)
    if (!check.pass) return false;
  return true;
}

std::string refusal_text(const std::vector<QualityCheck>& checks) {
  std::string text;
  for (const QualityCheck& check : checks) {
    if (check.pass) continue;
    text.append("  ").append(check.name).append(": expected ").append(check.expected);
    text.append(", found ").append(check.found);
    // A row's own text begins with its place.
    const bool is_said =
        check.where.empty() || check.found.find(check.where + ":") != std::string::npos;
    if (!is_said) text.append(" at ").append(check.where);
    text.append("\n");
  }
  return text;
}

market::Findings without_folders(market::Findings f) {
  for (market::Counted* counted :
       {&f.gaps, &f.duplicates, &f.out_of_order, &f.off_grid, &f.odd_volumes, &f.bad_rows})
    strip(counted->first);
  strip(f.longest_gap_at);
  return f;
}

std::vector<QualityCheck> without_folders(std::vector<QualityCheck> checks) {
  for (QualityCheck& check : checks) strip(check.where);
  return checks;
}

boost::json::object as_json(const std::vector<QualityCheck>& checks, const market::Findings& f) {
  boost::json::array rows;
  for (const QualityCheck& check : checks)
    rows.push_back({{"name", check.name},
                    {"expected", check.expected},
                    {"found", check.found},
                    {"where", check.where},
                    {"pass", check.pass}});
  return {
      {"pass", all_pass(checks)},
      {"checks", std::move(rows)},
      {"clock_skew_ms", nullptr},
      {"clock_skew_note", "not measured: market files do not say when their rows were received"},
      {"data", market::as_json(f)}};
}

}  // namespace training
