#include "page.h"

#include <algorithm>

#include "calendar.h"
#include "spark/page/document.h"
#include "spark/page/html_table.h"
#include "spark/page/markup.h"
#include "spark/page/plot.h"
#include "spark/tool/format.h"

namespace report {
namespace {

using spark::page::Axis;
using spark::page::HtmlTable;
using spark::page::Markup;
using spark::page::Plot;
using spark::page::PlotPoint;
using spark::tool::fixed;
using spark::tool::grouped;

constexpr const char* none = "not measured";

std::string style_of(const std::string& level) {
  if (level == "HEALTHY") return "pass";
  return level == "MEDIUM" ? "open" : "fail";
}

std::string percent_text(const std::optional<double>& value) {
  return value ? fixed(100 * *value, 2) + " %" : none;
}

std::string head(const Report& report) {
  Markup out;
  out.open("header").element("h1", "Day of " + report.lineage + ", " + report.date).open("p");
  out.element("span", report.status, "class=\"verdict " + style_of(report.status) + "\"")
      .close("p")
      .line();
  out.open("ul");
  for (const std::string& point : report.points) out.element("li", point);
  out.close("ul").line();
  std::string seen = grouped(report.day.looks) + " minutes were measured";
  if (report.day.last_ms != 0)
    seen += ", from " + time_text(report.day.first_ms) + " until " + time_text(report.day.last_ms);
  out.element("p",
              seen + (report.is_partial ? ". The day is not over." : ".") + " Candidate " +
                  report.day.version + " " + report.day.sha256.substr(0, 12) + ". Written " +
                  time_text(report.made_ms) + ".",
              "class=\"soft\"");
  out.close("header").line();
  return out.take();
}

std::string figures(const Report& report) {
  HtmlTable table("What was counted, and what is asked of it.", {"figure", "found", "asked"}, 1);
  const Counts& counts = report.counts;
  table.row({{"predictions"}, {grouped(counts.predictions)}, {""}});
  table.row({{"errors"}, {percent_text(report.error_rate)}, {"< 1 %"}});
  table.row({{"matches with production"}, {percent_text(report.match_rate)}, {"≥ 95 %"}});
  table.row({{"requests without a pair"}, {percent_text(report.shadow_error_rate)}, {""}});
  table.row({{"95 % of answers within"},
             {report.p95_ms ? fixed(*report.p95_ms, 3) + " ms" : none},
             {"< 80 ms"}});
  table.row({{"mean distance from production"},
             {report.mean_delta ? fixed(*report.mean_delta, 4) : none},
             {""}});
  table.row({{"PSI of seven days"}, {report.psi ? fixed(*report.psi, 4) : none}, {"< 0.20"}});
  Markup out;
  out.open("section", "class=\"keep\"").element("h2", "Figures").raw(table.render());
  return out.close("section").line().take();
}

std::string risks(const Report& report) {
  Markup out;
  out.open("section", "class=\"keep\"").element("h2", "Risks");
  if (report.risks.empty()) {
    out.element("p", "None.");
  } else {
    HtmlTable table("Beyond its threshold, or not measured.",
                    {"level", "metric", "value", "threshold", "action"}, 5);
    for (const Risk& risk : report.risks)
      table.row({{risk.level, style_of(risk.level)},
                 {risk.metric},
                 {risk.value ? fixed(*risk.value, 4) : none},
                 {fixed(risk.threshold, 2)},
                 {risk.action}});
    out.raw(table.render());
  }
  return out.close("section").line().take();
}

Axis axis_of_hours() {
  return {"hour (UTC)", 0, 24, {0, 4, 8, 12, 16, 20, 24}, 0, {}};
}

std::string predictions_chart(const Report& report) {
  uint64_t most = 0;
  for (const Counts& each : report.day.by_hour) most = std::max(most, each.predictions);
  if (most == 0) return {};
  Plot plot("predictions", "Predictions by hour", "How many rows the candidate was given",
            axis_of_hours(), spark::page::axis_over("predictions", 0, static_cast<double>(most)));
  for (size_t hour = 0; hour < hours; ++hour) {
    const uint64_t count = report.day.by_hour[hour].predictions;
    if (count == 0) continue;
    const auto at = static_cast<double>(hour);
    plot.bar(at + 0.08, at + 0.92, static_cast<double>(count), "bar", grouped(count));
  }
  return plot.take();
}

std::string matches_chart(const Report& report) {
  Plot plot("matches", "Matches by hour", "Share of pairs that match", axis_of_hours(),
            {"matches, %", 0, 100, {0, 20, 40, 60, 80, 100}, 0, {}});
  bool is_empty = true;
  for (size_t hour = 0; hour < hours; ++hour) {
    const Counts& counts = report.day.by_hour[hour];
    const uint64_t pairs = counts.matches + counts.mismatches;
    if (pairs == 0) continue;
    is_empty = false;
    const double rate = 100 * static_cast<double>(counts.matches) / static_cast<double>(pairs);
    const auto at = static_cast<double>(hour);
    plot.bar(at + 0.08, at + 0.92, rate, "bar", fixed(rate, 2) + " % of " + grouped(pairs));
  }
  if (is_empty) return {};
  return plot.level(95, "critical-level", "95 %").take();
}

std::string psi_chart(const Report& report, const std::vector<Report>& recent) {
  std::vector<PlotPoint> points;
  const auto add = [&](const Report& each) {
    if (each.psi) points.push_back({static_cast<double>(each.day.day - report.day.day), *each.psi});
  };
  for (const Report& each : recent) add(each);
  add(report);
  if (points.empty()) return {};
  double high = 0.25;
  for (const PlotPoint& each : points) high = std::max(high, each.y);
  Plot plot("psi", "PSI by day", "PSI of seven days as each day ended",
            {"days before", -28, 0, {-28, -21, -14, -7, 0}, 0, {}},
            spark::page::axis_over("PSI", 0, high));
  plot.level(0.1, "warning-level", "0.1").level(0.2, "critical-level", "0.2");
  plot.line(points, "first");
  for (const PlotPoint& each : points) plot.dot(each, "mark", fixed(each.y, 4));
  return plot.take();
}

std::string charts(const Report& report, const std::vector<Report>& recent) {
  Markup out;
  out.element("h2", "The day").open("div", "class=\"pair\"").line();
  out.raw(spark::page::figure(predictions_chart(report), "Predictions in each hour."));
  out.raw(spark::page::figure(matches_chart(report),
                              "Share of pairs that match, in hours that have any."));
  out.raw(spark::page::figure(psi_chart(report, recent),
                              "PSI of seven days: below 0.1 stable, above 0.2 critical."));
  return out.close("div").line().take();
}

std::string alerts(const Report& report) {
  Markup out;
  out.open("section").element("h2", "Alerts that fired");
  if (report.day.alerts.empty()) {
    out.element("p", "None, at the looks of the minutes that were measured.");
  } else {
    HtmlTable table("As they were seen, once a minute.", {"alert", "severity"}, 2);
    for (const auto& [name, severity] : report.day.alerts) table.row({{name}, {severity}});
    out.raw(table.render());
  }
  if (!report.not_measured.empty()) {
    out.element("h2", "Not measured").open("ul");
    for (const std::string& each : report.not_measured) out.element("li", each);
    out.close("ul");
  }
  return out.close("section").line().take();
}

}  // namespace

std::string html_page(const Report& report, const std::vector<Report>& recent) {
  return spark::page::document(
      report.lineage + " " + report.date + ": " + report.status,
      head(report) + risks(report) + figures(report) + charts(report, recent) + alerts(report));
}

}  // namespace report
