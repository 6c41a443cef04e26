// How the log's records become lines on standard error. Private to base/: only log.cc and
// log_print.cc know this, and only log_print.cc knows spdlog.
#pragma once

#include <cstdint>
#include <string_view>

#include "base/log_level.h"

namespace spark::base::log {

// Prints one line (base/printable.h): "2024-05-31T23:59:59.123Z info    text", the level coloured
// on a terminal. Ignores failures to write to standard error. [control, builder, jobs, writer]
void print(int64_t utc_ms, Level level, std::string_view text) noexcept;

}  // namespace spark::base::log
