#include "weekly.h"

namespace report {
namespace {

constexpr double step_of_trend = 0.05;

std::string trend_of(const std::vector<double>& psi) {
  if (psi.size() < 2) return "unknown";
  const double step = psi.back() - psi.front();
  if (step > step_of_trend) return "rising";
  return step < -step_of_trend ? "falling" : "stable";
}

// PSI as the week ended is what counts: a week's mean forgets what has happened since.
std::string action_of(const std::vector<double>& psi) {
  if (psi.empty()) return "Not measured: see sparkctl psi";
  if (psi.back() > 0.3) return "Immediate retraining";
  if (psi.back() > 0.2) return "Plan retraining";
  if (psi.back() > 0.15) return "Monitor";
  return "None";
}

std::optional<double> mean(const std::vector<double>& values) {
  if (values.empty()) return {};
  double sum = 0;
  for (const double each : values) sum += each;
  return sum / static_cast<double>(values.size());
}

}  // namespace

Weekly weekly_of(const Week& week, const std::vector<Report>& days) {
  Weekly weekly;
  weekly.week = week;
  std::vector<double> psi;
  std::vector<double> error_rates;
  for (const Report& each : days) {
    const int64_t day = each.day.day;
    if (each.status == "ERROR" || day < week.monday || day > week.monday + 6) continue;
    ++weekly.reports;
    if (each.psi) psi.push_back(*each.psi);
    if (each.error_rate) error_rates.push_back(*each.error_rate);
  }
  weekly.psi_mean = mean(psi);
  weekly.error_rate_mean = mean(error_rates);
  weekly.trend = trend_of(psi);
  weekly.action = action_of(psi);
  return weekly;
}

spark::Json json_of(const Weekly& weekly, const std::string& lineage) {
  std::optional<double> percent;
  if (weekly.error_rate_mean) percent = 100 * *weekly.error_rate_mean;
  return spark::Json()
      .add("week", weekly.week.name)
      .add("period", date_text(weekly.week.monday) + " to " + date_text(weekly.week.monday + 6))
      .add("metrics", spark::Json()
                          .add("psi_avg_7d", weekly.psi_mean)
                          .add("error_rate_avg_7d", percent)
                          .add("daily_reports", weekly.reports))
      .add("trend", weekly.trend)
      .add("action", weekly.action)
      .add("lineage", lineage);
}

}  // namespace report
