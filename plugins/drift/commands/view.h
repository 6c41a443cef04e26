// What GET /drift/snapshot says, for people: one line a series, with a small bar. Pure.
#pragma once

#include <boost/json/value.hpp>
#include <string>

namespace spark::psi {

// Of a PSI, ten characters long: full at 0.3, where a single feature fails the gate. "" without a
// value.
[[nodiscard]] std::string bar(double psi);

// `width`: as Table::render() takes it.
[[nodiscard]] std::string snapshot_text(const boost::json::value& snapshot, size_t width);

// The 7-day window hour by hour: of the last `days`, 1 to 8.
[[nodiscard]] std::string trend_text(const boost::json::value& snapshot, int days, size_t width);

// One word: the status.
[[nodiscard]] std::string status_of(const boost::json::value& snapshot);
[[nodiscard]] bool passes(const boost::json::value& snapshot);

}  // namespace spark::psi
