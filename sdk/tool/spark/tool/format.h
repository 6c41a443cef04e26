// Numbers and times as people read them.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace spark::tool {

// The shortest text that reads back equal: plain from 1e-6 up to 1e21, else with an exponent.
[[nodiscard]] std::string shortest(double value);
// For tables: whole numbers in full, others with six significant digits.
[[nodiscard]] std::string rounded(double value);
[[nodiscard]] std::string fixed(double value, int decimals);    // 1.50
[[nodiscard]] std::string grouped(uint64_t value);              // 262,080
[[nodiscard]] std::string percent(double ratio, int decimals);  // 0.955 -> "95.5 %"
[[nodiscard]] std::string duration(double seconds);  // "4.2 s", "3 min 05 s", "2 h 10 min"

// UTC: "2024-05-31T23:59:59Z", and "20240531T235959Z" for names.
[[nodiscard]] std::string utc_text(std::chrono::system_clock::time_point time);
[[nodiscard]] std::string utc_compact(std::chrono::system_clock::time_point time);

// Back: "2024-05-31" (its first moment) or "2024-05-31T23:59:59Z" in milliseconds since 1970; none
// for another text, and before that year.
[[nodiscard]] std::optional<int64_t> utc_ms(std::string_view text);

// The beginning of `text` up to `bytes_max`, with "…" if the rest is left out.
[[nodiscard]] std::string shortened(std::string_view text, size_t bytes_max);

}  // namespace spark::tool
