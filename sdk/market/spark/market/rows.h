// One row of a market file whose layout is known. Pure: errors name the column, the expected and
// the found value; the caller adds file and line.
#pragma once

#include <cstdint>
#include <string_view>
#include <variant>

#include "spark/market/bars.h"
#include "spark/market/layout.h"

namespace spark::market {

using Row = std::variant<Bar, Snapshot>;

// Not for the header.
tool::Result<Row> parse_row(const Layout& layout, std::string_view line);

// A time in milliseconds or microseconds since 1970 as milliseconds; the unit is known by size,
// since the two ranges are a factor of 1000 apart. Anything outside of 2001 to 2100 in both is
// refused.
tool::Result<int64_t> time_ms(int64_t stamp);

}  // namespace spark::market
