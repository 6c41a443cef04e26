// A week of daily reports, in short. Pure.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "calendar.h"
#include "document.h"

namespace report {

struct Weekly {
  Week week;
  std::optional<double> psi_mean;         // over the days that have one
  std::optional<double> error_rate_mean;  // a ratio, over the days that have one
  uint64_t reports = 0;                   // days that were measured
  std::string trend;  // of PSI, from the first day to the last: rising, falling, stable, unknown
  std::string action;
};

// Of those days of the week that were measured, oldest first. [any]
[[nodiscard]] Weekly weekly_of(const Week& week, const std::vector<Report>& days);
[[nodiscard]] spark::Json json_of(const Weekly& weekly, const std::string& lineage);

}  // namespace report
