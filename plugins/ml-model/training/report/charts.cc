#include "charts.h"

#include <algorithm>
#include <chrono>
#include <cmath>

#include "spark/page/plot.h"
#include "spark/tool/format.h"

namespace training {

using spark::page::Axis;
using spark::page::axis_over;
using spark::page::Plot;
using spark::page::PlotPoint;

namespace {

using spark::tool::fixed;
using spark::tool::grouped;
using spark::tool::percent;

Axis shares(std::string title) {
  Axis axis;
  axis.title = std::move(title);
  axis.ticks = {0, 0.2, 0.4, 0.6, 0.8, 1};
  axis.labels = {"0 %", "20 %", "40 %", "60 %", "80 %", "100 %"};
  return axis;
}

std::vector<PlotPoint> curve(const std::vector<RocPoint>& points) {
  std::vector<PlotPoint> made;
  for (const RocPoint& point : points) made.push_back({point.miss_share, point.hit_share});
  return made;
}

std::vector<PlotPoint> score_against_rate(const std::vector<ScoreGroup>& groups) {
  std::vector<PlotPoint> made;
  for (const ScoreGroup& group : groups) made.push_back({group.score_mean, group.rate()});
  return made;
}

uint64_t rows_of(const std::vector<ScoreGroup>& groups) {
  uint64_t rows = 0;
  for (const ScoreGroup& group : groups) rows += group.rows;
  return rows;
}

// Calls take(group, from, until): its place among all rows, as shares.
template <class Take>
void each_place(const std::vector<ScoreGroup>& groups, Take take) {
  const auto all = static_cast<double>(rows_of(groups));
  double from = 0;
  for (const ScoreGroup& group : groups) {
    const double until = from + static_cast<double>(group.rows) / all;
    take(group, from, until);
    from = until;
  }
}

std::string group_text(const ScoreGroup& group) {
  std::string text = "scores " + fixed(group.score_low, 3) + " to " + fixed(group.score_high, 3);
  text += ": " + grouped(group.hits) + " hits in " + grouped(group.rows) + " rows, ";
  text += percent(group.rate(), 1);
  if (group.interval)
    text += " [" + percent(group.interval->low, 1) + ", " + percent(group.interval->high, 1) + "]";
  return text;
}

// Whether there was a value to draw.
bool draw_psi(Plot& plot, const std::vector<PsiOfSpan>& weeks, std::string_view line,
              std::string_view dot, std::string_view what, auto value_of) {
  std::vector<PlotPoint> points;
  for (size_t i = 0; i < weeks.size(); ++i) {
    const std::optional<double> value = value_of(weeks[i]);
    if (value) points.push_back({static_cast<double>(i), *value});
  }
  plot.line(points, line);
  for (const PlotPoint& point : points) {
    const PsiOfSpan& week = weeks[static_cast<size_t>(point.x)];
    plot.dot(point, dot,
             std::string(what)
                 .append(" in the week from ")
                 .append(day_text(week.from_ms))
                 .append(": ")
                 .append(fixed(point.y, 3)));
  }
  return !points.empty();
}

Axis week_axis(const std::vector<PsiOfSpan>& weeks) {
  Axis axis;
  axis.title = "week, by its first day";
  axis.low = -0.5;
  axis.high = static_cast<double>(weeks.size()) - 0.5;
  const size_t step = (weeks.size() + 5) / 6;
  for (size_t i = 0; i < weeks.size(); i += step) {
    axis.ticks.push_back(static_cast<double>(i));
    axis.labels.push_back(day_text(weeks[i].from_ms).substr(5));
  }
  return axis;
}

}  // namespace

std::string day_text(int64_t ts_ms) {
  using namespace std::chrono;
  return spark::tool::utc_text(system_clock::time_point(milliseconds(ts_ms))).substr(0, 10);
}

std::string roc_chart(const ReportPage& page) {
  if (page.roc.empty()) return {};
  const std::string model = "model, AUC " + fixed(page.measures.auc, 4);
  const bool has_persistence = !page.roc_of_persistence.empty();
  const std::string persistence = "persistence, AUC " + fixed(page.measures.persistence_auc, 4);
  Plot plot("roc", "ROC curve",
            "Hits selected against misses selected, over all thresholds: " + model +
                (has_persistence ? "; " + persistence + "." : "."),
            shares("share of misses selected (false positive rate)"),
            shares("share of hits selected (recall)"));
  const std::vector<PlotPoint> chance = {{0, 0}, {1, 1}};
  plot.line(chance, "faint");
  plot.line(curve(page.roc_of_persistence), "second");
  plot.line(curve(page.roc), "first");
  plot.key_at({0.42, 0.2}).key("first", model);
  if (has_persistence) plot.key("second", persistence);
  return plot.key("faint", "chance, AUC 0.5").take();
}

std::string precision_chart(const ReportPage& page) {
  if (page.quantiles.empty()) return {};
  const ScoreGroup& lowest = page.quantiles.front();
  const ScoreGroup& highest = page.quantiles.back();
  Plot plot("precision", "Precision by quantile of the score",
            "Share of hits in " + std::to_string(page.quantiles.size()) +
                " groups of rows by score: " + percent(lowest.rate(), 1) + " in the lowest, " +
                percent(highest.rate(), 1) + " in the highest.",
            shares("rows by score, the lowest first"), shares("share of hits"));
  each_place(page.quantiles, [&](const ScoreGroup& group, double from, double until) {
    plot.bar(from + 0.004, until - 0.004, group.rate(), "bar", group_text(group));
    if (group.interval)
      plot.range((from + until) / 2, group.interval->low, group.interval->high, "error");
  });
  std::vector<PlotPoint> said;
  each_place(page.quantiles, [&](const ScoreGroup& group, double from, double until) {
    said.push_back({(from + until) / 2, group.score_mean});
  });
  std::vector<PlotPoint> persistence;
  each_place(page.quantiles_of_persistence,
             [&](const ScoreGroup& group, double from, double until) {
               persistence.push_back({(from + until) / 2, group.rate()});
             });
  plot.line(persistence, "second");
  const double base =
      static_cast<double>(page.measures.hits) / static_cast<double>(page.measures.rows);
  plot.level(base, "faint");
  plot.line(said, "said");
  plot.key("said", "what the model said, on average");
  if (!persistence.empty()) plot.key("second", "persistence, by its own score");
  return plot.key("faint", "all rows: " + percent(base, 1)).take();
}

std::string reliability_chart(const ReportPage& page) {
  if (page.reliability.empty()) return {};
  Plot plot("reliability", "Calibration",
            "How often a hit came against the probability that was said, in " +
                std::to_string(page.reliability.size()) +
                " of ten bins; the bars at the bottom are the bins' shares of the rows.",
            shares("probability said (mean of the bin)"), shares("share of hits"));
  const auto all = static_cast<double>(rows_of(page.reliability));
  double most = 0;
  for (const ScoreGroup& bin : page.reliability)
    most = std::max(most, static_cast<double>(bin.rows) / all);
  for (const ScoreGroup& bin : page.reliability) {
    const double share = static_cast<double>(bin.rows) / all;
    const double from = std::min(9.0, std::floor(bin.score_low * 10)) / 10;
    plot.bar(from + 0.005, from + 0.095, 0.2 * share / most, "count",
             grouped(bin.rows) + " rows, " + percent(share, 1));
  }
  const std::vector<PlotPoint> perfect = {{0, 0}, {1, 1}};
  plot.line(perfect, "faint");
  plot.line(score_against_rate(page.reliability_of_persistence), "second");
  plot.line(score_against_rate(page.reliability), "first");
  for (const ScoreGroup& bin : page.reliability) {
    if (bin.interval) plot.range(bin.score_mean, bin.interval->low, bin.interval->high, "error");
    plot.dot({bin.score_mean, bin.rate()}, "mark", group_text(bin));
  }
  plot.key("first", "model, with 95 % interval");
  if (!page.reliability_of_persistence.empty()) plot.key("second", "persistence");
  return plot.key("faint", "perfect").take();
}

std::string psi_chart(const ReportPage& page) {
  const std::vector<PsiOfSpan>& weeks = page.psi.weeks;
  const bool has_any = std::any_of(weeks.begin(), weeks.end(), [](const PsiOfSpan& week) {
    return week.overall.has_value() || week.score.value.has_value();
  });
  if (!has_any) return {};
  double most = 0.25;
  for (const PsiOfSpan& week : weeks)
    most = std::max({most, week.overall.value_or(0), week.score.value.value_or(0)});
  Plot plot("psi", "PSI by week",
            "Overall PSI of the inputs, and PSI of the score, in " + std::to_string(weeks.size()) +
                " weeks; the table below has the values.",
            week_axis(weeks), axis_over("PSI against the reference", 0, most * 1.25));
  plot.level(0.1, "warning-level", "0.1").level(0.2, "critical-level", "0.2");
  const bool has_score = draw_psi(plot, weeks, "second", "mark-second", "score",
                                  [](const PsiOfSpan& week) { return week.score.value; });
  const bool has_overall = draw_psi(plot, weeks, "first", "mark", "overall",
                                    [](const PsiOfSpan& week) { return week.overall; });
  if (has_overall) plot.key("first", "overall, inputs");
  if (has_score) plot.key("second", "score");
  return plot.take();
}

}  // namespace training
