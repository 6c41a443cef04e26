// The parts of a report's page, each a section of HTML. Sections without content are "".
#pragma once

#include <string>

#include "training/report/page.h"

namespace training {

[[nodiscard]] std::string head_section(const ReportPage& page);  // [tools], as all below
[[nodiscard]] std::string requirements_section(const ReportPage& page);
[[nodiscard]] std::string measures_section(const ReportPage& page);
[[nodiscard]] std::string top_section(const ReportPage& page);
[[nodiscard]] std::string psi_section(const ReportPage& page);
[[nodiscard]] std::string features_section(const ReportPage& page);
[[nodiscard]] std::string months_section(const ReportPage& page);
[[nodiscard]] std::string comparison_section(const ReportPage& page);
[[nodiscard]] std::string notes_section(const ReportPage& page);

}  // namespace training
