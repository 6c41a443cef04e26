// report_<date>.html: the day for a person, with charts.
#pragma once

#include <string>
#include <vector>

#include "document.h"

namespace report {

// How many days before its own a page shows.
inline constexpr int64_t days_on_page = 28;

// `recent` are days that came before, oldest first, for how PSI and matches went on. The same
// values give the same bytes. [any]
[[nodiscard]] std::string html_page(const Report& report, const std::vector<Report>& recent);

}  // namespace report
