// The printing half of the log, by spdlog's standard-error sink; see log_print.h.
#include "base/log_print.h"

#include <spdlog/pattern_formatter.h>
#include <spdlog/sinks/ansicolor_sink.h>

#include <array>
#include <chrono>
#include <memory>

#include "base/hex.h"
#include "base/utf8.h"

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

void append_escaped(std::string& out, char c) {
  switch (c) {
    case '\n':
      out += "\\n";
      return;
    case '\r':
      out += "\\r";
      return;
    case '\t':
      out += "\\t";
      return;
    default:
      out += "\\x";
      append_hex(out, static_cast<uint8_t>(c));
  }
}

bool is_control(std::string_view character) {
  const auto first = static_cast<uint8_t>(character[0]);
  if (character.size() == 1) return first < 0x20 || first == 0x7F;
  // U+0080 to U+009F, which some terminals obey.
  return first == 0xC2 && static_cast<uint8_t>(character[1]) < 0xA0;
}

}  // namespace

void append_one_line(std::string& out, std::string_view text) {
  while (!text.empty()) {
    const size_t length = utf8_length(text);
    const std::string_view character = text.substr(0, length == 0 ? 1 : length);
    if (length == 0 || is_control(character)) {
      for (const char c : character) append_escaped(out, c);
    } else {
      out += character;
    }
    text.remove_prefix(character.size());
  }
}

void print(int64_t utc_ms, Level level, std::string_view text) noexcept {
  try {
    static const std::unique_ptr<Sink> sink = make_sink();
    std::string line;
    line.reserve(text.size());
    append_one_line(line, text);
    const spdlog::log_clock::time_point when{std::chrono::milliseconds(utc_ms)};
    sink->log(spdlog::details::log_msg(when, {}, {}, levels.at(static_cast<size_t>(level)), line));
  } catch (const std::exception&) {
    // Nowhere is left to say so.
  }
}

}  // namespace spark::base::log
