// What is said of a day: figures, risks, status, and the files that say so. Pure.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "day.h"
#include "spark/json.h"

namespace report {

struct Risk {
  std::string level;            // MEDIUM, HIGH, CRITICAL
  std::string metric;           // "PSI", "Error Rate", "Match Rate"
  std::optional<double> value;  // a ratio; none: not measured
  double threshold = 0;
  std::string action;
};

// A figure that was not measured is none, and `not_measured` says why.
struct Report {
  std::string lineage;
  std::string date;
  bool is_partial = false;  // the day is not over
  int64_t made_ms = 0;
  Day day;
  Counts counts;
  std::optional<double> error_rate;  // ratios
  std::optional<double> match_rate;
  std::optional<double> shadow_error_rate;
  std::optional<double> mean_delta;
  std::optional<double> p95_ms;
  std::optional<double> psi;
  std::vector<Risk> risks;
  std::string status;  // HEALTHY, MEDIUM, HIGH, CRITICAL; ERROR: nothing was measured at all
  bool promote_eligible = false;
  std::string promote_reason;
  std::vector<std::string> not_measured;
  std::vector<std::string> points;  // three sentences: what a reader in a hurry must know
};

// `now_ms` is the host's clock: a day that it lies in is not over. [any]
[[nodiscard]] Report report_of(const Day& day, const std::string& lineage, int64_t now_ms);

// report_<date>.json, or report_<date>_error.json where the status is ERROR. [any]
[[nodiscard]] spark::Json json_of(const Report& report);
// What report_<date>.csv and the cumulative file begin with, and one row; with a line feed each.
inline constexpr const char* csv_header =
    "date,total_predictions,error_rate,match_rate,psi_score,status,promote_eligible\n";
[[nodiscard]] std::string csv_row(const Report& report);

}  // namespace report
