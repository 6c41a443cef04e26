// The host's log: log::info("listening on {}", address) formats into a fixed buffer and puts the
// record on a ring; a writer thread prints it to standard error.
//
// A worker never blocks, allocates or calls the kernel here. If its ring is full, the record is
// dropped and counted, because an answer matters more than a line of log. Only base/ knows that
// spdlog prints; callers compile only fmt's light header.
#pragma once

#include <fmt/core.h>

#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <string_view>
#include <utility>

#include "base/log_level.h"

namespace spark::base::log {

inline constexpr size_t text_bytes_max = 1'000;          // longer texts are cut
inline constexpr size_t worker_ring_bytes = 128 * 1024;  // per worker
inline constexpr size_t shared_ring_bytes = 256 * 1024;  // all other threads
inline constexpr uint32_t delay_max_ms = 50;  // until a record is printed, if nothing is slow

// "debug", "info", "warn", "error", as in the configuration.
[[nodiscard]] std::optional<Level> level_from(std::string_view name);
[[nodiscard]] std::string_view level_name(Level level);

// Begins to print records of `lowest` and above from a thread of its own. Before start() (when
// `lowest` is info) and after stop() the thread that logs prints the record itself, at once.
// Starting twice only sets the level. [control, builder, jobs, writer]
void start(Level lowest, uint32_t workers);

// Returns when every record logged before the call is printed. [control, builder, jobs, writer]
void flush();

// Prints the remaining records and ends the writer thread. Workers must have ended. Idempotent.
// [control, builder, jobs, writer]
void stop();

// Records lost to full rings since the process began. [any]
[[nodiscard]] uint64_t dropped() noexcept;

[[nodiscard]] bool enabled(Level level) noexcept;

// Of whom a record tells, such as a plugin; 0: of the host itself.
using About = uint32_t;

// A record about someone, for those who keep such records.
struct Kept {
  int64_t utc_ms = 0;
  Level level = Level::info;
  About about = 0;
  std::string_view text;  // with its source, without its detail
};
// Gets each record about someone when it is printed, one at a time, and must not log. It is called
// on the thread that prints; empty: nothing is kept. Returns when the one before is not running.
// [control, builder, jobs, writer]
void keep_with(std::function<void(const Kept&)> keep);

// Logs a text as it is, after "source: " unless `source` is empty. Neither is trusted: control
// characters and bytes that are not UTF-8 are printed escaped, so that one record is always one
// line. [any]
void write(Level level, std::string_view source, std::string_view text) noexcept;

// The same about someone, with the details of this occurrence at its end. It is kept whatever the
// host's level is, and printed unless the caller says no. [any]
void write_about(About about, Level level, std::string_view source, std::string_view text,
                 std::string_view detail = {}, bool is_printed = true) noexcept;

// From now on records of `lowest` and above are printed. [any]
void set_level(Level lowest) noexcept;
[[nodiscard]] Level level() noexcept;  // [any]

// Formats, then writes. Use debug() … error() below. [any]
void write_formatted(Level level, fmt::string_view format, fmt::format_args args) noexcept;

template <class... Args>
void debug(fmt::format_string<Args...> format, Args&&... args) noexcept {
  if (enabled(Level::debug)) write_formatted(Level::debug, format, fmt::make_format_args(args...));
}

template <class... Args>
void info(fmt::format_string<Args...> format, Args&&... args) noexcept {
  if (enabled(Level::info)) write_formatted(Level::info, format, fmt::make_format_args(args...));
}

template <class... Args>
void warn(fmt::format_string<Args...> format, Args&&... args) noexcept {
  if (enabled(Level::warn)) write_formatted(Level::warn, format, fmt::make_format_args(args...));
}

template <class... Args>
void error(fmt::format_string<Args...> format, Args&&... args) noexcept {
  if (enabled(Level::error)) write_formatted(Level::error, format, fmt::make_format_args(args...));
}

}  // namespace spark::base::log
