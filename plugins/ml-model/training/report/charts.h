// The charts of a report's page, as inline SVG.
#pragma once

#include <string>

#include "training/report/page.h"

namespace training {

// Each "" where there is nothing to draw. [tools]
[[nodiscard]] std::string roc_chart(const ReportPage& page);
[[nodiscard]] std::string precision_chart(const ReportPage& page);
[[nodiscard]] std::string reliability_chart(const ReportPage& page);
[[nodiscard]] std::string psi_chart(const ReportPage& page);

// "2024-03-01" of a time. [any]
[[nodiscard]] std::string day_text(int64_t ts_ms);

}  // namespace training
