// Rows of `alerts:` as rules of Prometheus, so that a threshold, its time and its severity are
// written once.
//
// A row with an expression (`rule.of`) becomes `(of) > threshold`, with its `for`, and
// `and on (instance) (only)` where it is asked under a condition alone. A row without one becomes
// a question for the state that the host found (spark_alert_state), which has waited already.
#pragma once

#include <set>
#include <span>
#include <string>
#include <string_view>

#include "config/alert.h"

namespace spark::config {

// The names of the files that the rows are for.
[[nodiscard]] std::set<std::string> rule_files(std::span<const Alert> rows);

// The file of that name, whole: one group, rules in the order of the rows.
[[nodiscard]] std::string prometheus_rules(std::span<const Alert> rows, std::string_view file);

}  // namespace spark::config
