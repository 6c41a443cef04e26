// The gates for a terminal.
#pragma once

#include <string>
#include <vector>

#include "gates/gate.h"

namespace promote {

// A line for each gate: its deciding requirement, value, samples and verdict; then the reasons of
// those that are not GO, and "Passed: n/6". [any]
[[nodiscard]] std::string gates_text(const std::vector<Gate>& gates, size_t width);

}  // namespace promote
