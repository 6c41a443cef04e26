// JSON as artefacts have it: the same value is the same bytes everywhere.
#pragma once

#include <boost/json/value.hpp>
#include <span>
#include <string>

namespace training {

// Members in their order, two blanks an indent, a list of plain values on one line, numbers as
// short as they read back, infinities and NaN as null. Ends with a line feed. [any]
[[nodiscard]] std::string artefact_text(const boost::json::value& value);

[[nodiscard]] boost::json::array numbers_of(std::span<const double> values);

}  // namespace training
