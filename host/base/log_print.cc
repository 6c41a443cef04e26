// The printing half of the log, by spdlog's standard-error sink; see log_print.h.
#include "base/log_print.h"

#include <spdlog/pattern_formatter.h>
#include <spdlog/sinks/ansicolor_sink.h>

#include <array>
#include <chrono>
#include <exception>
#include <memory>

#include "base/printable.h"

namespace spark::base::log {
namespace {

using Sink = spdlog::sinks::ansicolor_stderr_sink_mt;

constexpr std::array levels = {spdlog::level::debug, spdlog::level::info, spdlog::level::warn,
                               spdlog::level::err};

std::unique_ptr<Sink> make_sink() {
  auto sink = std::make_unique<Sink>(spdlog::color_mode::automatic);
  sink->set_level(spdlog::level::trace);
  sink->set_formatter(std::make_unique<spdlog::pattern_formatter>(
      "%Y-%m-%dT%H:%M:%S.%eZ %^%-7l%$ %v", spdlog::pattern_time_type::utc));
  return sink;
}

}  // namespace

void print(int64_t utc_ms, Level level, std::string_view text) noexcept {
  try {
    static const std::unique_ptr<Sink> sink = make_sink();
    const std::string line = one_line(text);
    const spdlog::log_clock::time_point when{std::chrono::milliseconds(utc_ms)};
    sink->log(spdlog::details::log_msg(when, {}, {}, levels.at(static_cast<size_t>(level)), line));
  } catch (const std::exception&) {
    // There is no place left to report this.
  }
}

}  // namespace spark::base::log
