// Which rows a command asks for: of which log, of which time, live or archived as well.
#pragma once

#include <CLI/CLI.hpp>
#include <optional>
#include <string>

#include "log_rows.h"
#include "spark/tool/result.h"

namespace recorder {

struct LogSpan {
  std::string log;  // "": the only one that there is
  std::string from, to;
  std::string archive;
  std::string state_dir;
};

void declare_span(CLI::App& app, LogSpan& span);

struct SpanTimes {
  std::optional<int64_t> from_ms, to_ms;  // nothing: all
};
// The error says which form of a time is expected.
[[nodiscard]] spark::tool::Result<SpanTimes> times_of(const LogSpan& span);

// The log's full name. An error where several could be meant.
[[nodiscard]] spark::tool::Result<std::string> log_of(const LogSpan& span);

// Reads the log's rows of that time. [tools]
spark::tool::Result<void> read_log(const std::string& log, const LogSpan& span,
                                   const SpanTimes& times, LogRowReader::Take take);

}  // namespace recorder
