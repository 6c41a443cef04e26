// The quality of recorded rows, as data_quality_report.json and for people. Pure.
#pragma once

#include <string>

#include "row_quality.h"
#include "spark/tool/json.h"

namespace recorder {

[[nodiscard]] spark::tool::json::object quality_json(const std::string& log, const Quality& quality,
                                                     const std::string& timestamp);

[[nodiscard]] std::string quality_text(const std::string& log, const Quality& quality,
                                       size_t width);

}  // namespace recorder
