// How the log's records become lines on standard error. Private to base/: the only two files that
// know this are log.cc and log_print.cc, and only the latter knows spdlog.
#pragma once

#include <cstdint>
#include <string_view>

#include "base/log_level.h"

namespace spark::base::log {

// Prints one line (base/printable.h): "2024-05-31T23:59:59.123Z info    text", the level coloured
// on a terminal. A standard error that cannot be written to is not an error of the host's.
// [control, builder, jobs, writer]
void print(int64_t utc_ms, Level level, std::string_view text) noexcept;

}  // namespace spark::base::log
