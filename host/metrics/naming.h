// The names, labels and help that Prometheus accepts, and their text. Private to metrics/.
#pragma once

#include <string>
#include <string_view>

#include "base/error.h"
#include "metrics/desc.h"

namespace spark::metrics {

enum class Kind { counter, real_counter, gauge, histogram };

[[nodiscard]] std::string_view kind_name(Kind kind);  // as in a TYPE line

// Whether the description can be rendered at all; the registry checks for clashes with other
// series. The error names the metric and its fault.
[[nodiscard]] base::Result<void> check(const Desc& desc, Kind kind);

// `a="x",b="y"`, escaped; "" without labels. Distinct labels give distinct texts.
[[nodiscard]] std::string label_text(const Labels& labels);

// HELP text with backslashes and line feeds escaped.
[[nodiscard]] std::string help_text(std::string_view help);
// With quotes escaped, too, as OpenMetrics has it.
[[nodiscard]] std::string quoted_help_text(std::string_view help);

// The shortest text that reads back as the same number; "+Inf", "-Inf".
void append_value(std::string& out, double value);
void append_value(std::string& out, uint64_t value);

}  // namespace spark::metrics
