// Rows of a record log as lines of text, and the times that a command line names. Pure.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "store/record_log.h"

namespace spark::ctl {

// Milliseconds since 1970 of "2026-11-27", "2026-11-27T10:20:30Z", "2026-11-27T10:20Z", or of
// themselves; nothing if the text is no time.
[[nodiscard]] std::optional<int64_t> utc_ms_from(std::string_view text);

// The columns' names, and a row. Null is empty; a text with a comma, a quote or a line feed is
// quoted (RFC 4180).
void append_csv_head(std::string& out, const store::RowColumns& columns);
void append_csv(std::string& out, std::span<const store::RowValue> row);

// A JSON object, without a line feed. What JSON has no number for is null.
[[nodiscard]] std::string json_line(const store::RowColumns& columns,
                                    std::span<const store::RowValue> row);

}  // namespace spark::ctl
