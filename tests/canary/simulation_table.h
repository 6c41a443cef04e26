// Simulated canaries as text.
#pragma once

#include <string>

#include "simulation.h"

namespace canary::test {

// "healthy canaries of 2.5 h and a hold of 6 h, errors in bursts: …"
[[nodiscard]] std::string false_abort_line(const Scenario& scenario, const Summary& summary);

// A row of a table in Markdown, and its head.
[[nodiscard]] std::string table_head();
[[nodiscard]] std::string table_row(const Scenario& scenario, const Summary& summary);

}  // namespace canary::test
