#include "document.h"

#include <algorithm>
#include <cstdio>

#include "calendar.h"

namespace report {
namespace {

constexpr int64_t gates_age_ms_max = 15 * minute_ms;
constexpr double error_rate_max = 0.01;
constexpr double match_rate_min = 0.95;
constexpr double match_rate_critical = 0.90;
constexpr double psi_max = 0.2;
// As gates and alerts ask for: a rate of fewer says more about chance than about a model.
constexpr uint64_t samples_min = 100;

std::optional<double> ratio(uint64_t part, uint64_t whole) {
  if (whole == 0) return {};
  return static_cast<double>(part) / static_cast<double>(whole);
}

std::string rounded(double value, int decimals) {
  char text[64];
  const int size = std::snprintf(text, sizeof text, "%.*f", decimals, value);
  return {text, static_cast<size_t>(size)};
}

std::string percent(const std::optional<double>& value) {
  return value ? rounded(100 * *value, 2) + " %" : "not measured";
}

std::optional<double> in_percent(const std::optional<double>& value) {
  if (!value) return {};
  return 100 * *value;
}

void add_psi_risk(Report& report) {
  if (!report.psi)
    return report.risks.push_back({"MEDIUM", "PSI", {}, 0.15, "Not measured: see sparkctl psi"});
  const double psi = *report.psi;
  if (psi > 0.3)
    report.risks.push_back({"CRITICAL", "PSI", psi, 0.3, "Immediate retraining"});
  else if (psi > psi_max)
    report.risks.push_back({"HIGH", "PSI", psi, psi_max, "Plan retraining"});
  else if (psi > 0.15)
    report.risks.push_back({"MEDIUM", "PSI", psi, 0.15, "Monitor"});
}

// A rate of so few is told, and judged by nobody.
std::string too_few(uint64_t samples, const char* of) {
  return "Too few to judge: " + std::to_string(samples) + " of at least " +
         std::to_string(samples_min) + " " + of;
}

uint64_t pairs_of(const Counts& counts) {
  return counts.matches + counts.mismatches;
}

std::optional<double> if_enough(const std::optional<double>& rate, uint64_t samples) {
  return samples < samples_min ? std::nullopt : rate;
}

void add_rate_risks(Report& report) {
  if (!report.error_rate)
    report.risks.push_back({"MEDIUM",
                            "Error Rate",
                            {},
                            error_rate_max,
                            "Not measured: the candidate was asked nothing"});
  else if (report.counts.predictions < samples_min)
    report.risks.push_back({"MEDIUM", "Error Rate", report.error_rate, error_rate_max,
                            too_few(report.counts.predictions, "predictions")});
  else if (*report.error_rate > error_rate_max)
    report.risks.push_back({"HIGH", "Error Rate", report.error_rate, error_rate_max,
                            "Find the cause: spark_stage_errors_total says which"});
  if (!report.match_rate)
    report.risks.push_back(
        {"MEDIUM", "Match Rate", {}, match_rate_min, "Not measured: no pair was compared"});
  else if (pairs_of(report.counts) < samples_min)
    report.risks.push_back({"MEDIUM", "Match Rate", report.match_rate, match_rate_min,
                            too_few(pairs_of(report.counts), "pairs")});
  else if (*report.match_rate < match_rate_critical)
    report.risks.push_back({"CRITICAL", "Match Rate", report.match_rate, match_rate_critical,
                            "Do not promote: the candidate decides otherwise"});
  else if (*report.match_rate < match_rate_min)
    report.risks.push_back({"MEDIUM", "Match Rate", report.match_rate, match_rate_min, "Monitor"});
}

std::string worst_of(const std::vector<Risk>& risks) {
  for (const char* level : {"CRITICAL", "HIGH", "MEDIUM"})
    for (const Risk& risk : risks)
      if (risk.level == level) return level;
  return "HEALTHY";
}

// What the gates said of this candidate, at the end of the day or now.
void ask_gates(Report& report, int64_t asked_ms) {
  const auto& gates = report.day.gates;
  if (!gates) {
    report.promote_reason = "no gates were judged";
  } else if (asked_ms - gates->at_ms > gates_age_ms_max) {
    report.promote_reason = "the gates were judged last at " + time_text(gates->at_ms);
  } else if (gates->sha256 != report.day.sha256) {
    report.promote_reason = "the gates judged another candidate";
  } else {
    report.promote_eligible = gates->verdict == 1;
    report.promote_reason = std::to_string(gates->passed) + " of 6 gates are GO";
  }
}

void add_points(Report& report) {
  const Counts& counts = report.counts;
  report.points.push_back(report.status + ": " + std::to_string(counts.predictions) +
                          " predictions, of which " + std::to_string(counts.errors) + " failed (" +
                          percent(report.error_rate) + ")");
  report.points.push_back("Candidate and production match in " + percent(report.match_rate) +
                          " of " + std::to_string(counts.matches + counts.mismatches) +
                          " pairs; PSI " +
                          (report.psi ? rounded(*report.psi, 4) : std::string("not measured")));
  report.points.push_back(std::string("Promotion: ") + (report.promote_eligible ? "yes" : "no") +
                          ", " + report.promote_reason);
}

spark::Json json_of(const Risk& risk) {
  return spark::Json()
      .add("level", risk.level)
      .add("metric", risk.metric)
      .add("value", risk.value)
      .add("threshold", risk.threshold)
      .add("action", risk.action);
}

spark::Json metrics_json(const Report& report) {
  const Counts& counts = report.counts;
  return spark::Json()
      .add("total_predictions", counts.predictions)
      .add("model_errors", counts.errors)
      .add("error_rate", in_percent(report.error_rate))
      .add("shadow_matches", counts.matches)
      .add("shadow_mismatches", counts.mismatches)
      .add("shadow_errors", counts.shadow_errors)
      .add("shadow_match_rate", in_percent(report.match_rate))
      .add("shadow_error_rate", in_percent(report.shadow_error_rate))
      .add("psi_score", report.psi)
      .add("not_ready", counts.not_ready)
      .add("latency_p95_ms", report.p95_ms)
      .add("mean_abs_delta", report.mean_delta);
}

spark::JsonList hours_json(const Day& day) {
  spark::JsonList list;
  for (size_t hour = 0; hour < hours; ++hour) {
    const Counts& counts = day.by_hour[hour];
    if (counts == Counts()) continue;
    list.add(spark::Json()
                 .add("hour", hour)
                 .add("predictions", counts.predictions)
                 .add("errors", counts.errors)
                 .add("matches", counts.matches)
                 .add("mismatches", counts.mismatches)
                 .add("shadow_errors", counts.shadow_errors));
  }
  return list;
}

spark::Json measured_json(const Report& report) {
  spark::Json json;
  json.add("minutes", report.day.looks);
  if (report.day.last_ms == 0) return json;
  return json.add("from", time_text(report.day.first_ms))
      .add("until", time_text(report.day.last_ms));
}

template <class Value>
std::optional<bool> holds(const std::optional<Value>& value, bool does) {
  if (!value) return {};
  return does;
}

}  // namespace

Report report_of(const Day& day, const std::string& lineage, int64_t now_ms) {
  Report report;
  report.lineage = lineage;
  report.date = date_text(day.day);
  report.is_partial = now_ms < (day.day + 1) * day_ms;
  report.made_ms = now_ms;
  report.day = day;
  report.counts = total(day);
  const Counts& counts = report.counts;
  report.error_rate = ratio(counts.errors, counts.predictions);
  report.match_rate = ratio(counts.matches, counts.matches + counts.mismatches);
  report.shadow_error_rate =
      ratio(counts.shadow_errors, counts.matches + counts.mismatches + counts.shadow_errors);
  if (day.delta_count > 0) report.mean_delta = day.delta_sum / static_cast<double>(day.delta_count);
  report.p95_ms = p95_ms(day.latency);
  if (day.psi) report.psi = day.psi->overall;
  if (!report.error_rate) report.not_measured.emplace_back("error_rate: no predictions");
  if (!report.match_rate) report.not_measured.emplace_back("shadow_match_rate: no pairs");
  if (!report.psi) report.not_measured.emplace_back("psi_score: drift told none");
  if (!report.p95_ms && counts.predictions > 0)
    report.not_measured.emplace_back("latency_p95_ms: beyond the last bound");
  add_psi_risk(report);
  add_rate_risks(report);
  report.status = day.looks == 0 ? "ERROR" : worst_of(report.risks);
  ask_gates(report, std::min(now_ms, (day.day + 1) * day_ms));
  add_points(report);
  return report;
}

spark::Json json_of(const Report& report) {
  spark::Json json;
  json.add("date", report.date).add("timestamp", time_text(report.made_ms));
  if (report.status == "ERROR")
    return json.add("error", "nothing was measured: no host ran that day, or not with this plugin")
        .add("status", report.status)
        .add("lineage", report.lineage);
  json.add("lookback_days", 1)
      .add("metrics", metrics_json(report))
      .add("slo_compliance",
           spark::Json()
               .add("error_rate_ok", holds(if_enough(report.error_rate, report.counts.predictions),
                                           report.error_rate.value_or(1) < error_rate_max))
               .add("match_rate_ok", holds(if_enough(report.match_rate, pairs_of(report.counts)),
                                           report.match_rate.value_or(0) >= match_rate_min))
               .add("psi_ok", holds(report.psi, report.psi.value_or(1) < psi_max)));
  std::vector<spark::Json> risks;
  for (const Risk& risk : report.risks) risks.push_back(json_of(risk));
  std::vector<spark::Json> alerts;
  for (const auto& [name, severity] : report.day.alerts)
    alerts.push_back(spark::Json().add("name", name).add("severity", severity));
  json.add("risks", std::span<const spark::Json>(risks))
      .add("overall_status", report.status)
      .add("promote_eligible", report.promote_eligible)
      .add("promote_reason", report.promote_reason)
      .add("summary", std::span<const std::string>(report.points))
      .add("not_measured", std::span<const std::string>(report.not_measured))
      .add("lineage", report.lineage)
      .add("model",
           spark::Json().add("version", report.day.version).add("sha256", report.day.sha256))
      .add("partial", report.is_partial)
      .add("measured", measured_json(report))
      .add("alerts", std::span<const spark::Json>(alerts))
      .add("hours", hours_json(report.day));
  if (report.day.psi)
    json.add("psi", spark::Json()
                        .add("overall", report.day.psi->overall)
                        .add("feature_max", report.day.psi->feature_max)
                        .add("feature", report.day.psi->feature)
                        .add("at", time_text(report.day.psi->at_ms)));
  return json;
}

std::string csv_row(const Report& report) {
  const auto cell = [](const std::optional<double>& value) {
    return value ? rounded(*value, 4) : std::string();
  };
  return report.date + "," + std::to_string(report.counts.predictions) + "," +
         cell(in_percent(report.error_rate)) + "," + cell(in_percent(report.match_rate)) + "," +
         cell(report.psi) + "," + report.status + "," +
         (report.promote_eligible ? "true" : "false") + "\n";
}

}  // namespace report
