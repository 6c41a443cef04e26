#include "log_span.h"

#include <charconv>
#include <cstdlib>

#include "spark/recorded/sparkctl.h"
#include "spark/recorded/url.h"
#include "spark/tool/format.h"
#include "spark/tool/visible.h"

namespace recorder {

namespace recorded = spark::recorded;
namespace tool = spark::tool;
using tool::Error;
using tool::Exit;
using tool::Result;

namespace {

Result<std::optional<int64_t>> time_of(const char* option, const std::string& text) {
  if (text.empty()) return std::optional<int64_t>();
  int64_t ms = 0;
  const char* const end = text.data() + text.size();
  if (const auto read = std::from_chars(text.data(), end, ms);
      read.ec == std::errc() && read.ptr == end)
    return std::optional(ms);
  if (const auto utc = tool::utc_ms(text)) return utc;
  return Error{Exit::usage, std::string(option) + " \"" + tool::visible(text) +
                                "\": expected a day as 2026-11-27, a time as "
                                "2026-11-27T10:20:30Z, or milliseconds since 1970"};
}

}  // namespace

void declare_span(CLI::App& app, LogSpan& span) {
  if (const char* found = std::getenv("SPARK_STATE_DIR")) span.state_dir = found;
  app.add_option("LOG", span.log, "The log, such as predict (else the only one)");
  app.add_option("--from", span.from, "The first time: a day, a time in UTC, or ms (else all)");
  app.add_option("--to", span.to, "The first time that is left out (else none is)");
  app.add_option("--archive", span.archive, "The folder of archived days, read as well");
  app.add_option("--state-dir", span.state_dir, "The host's state folder (else the one found)");
}

Result<SpanTimes> times_of(const LogSpan& span) {
  const auto from = time_of("--from", span.from);
  if (!from) return from.error();
  const auto to = time_of("--to", span.to);
  if (!to) return to.error();
  if (*from && *to && **from >= **to)
    return Error{Exit::usage, "--to: expected a time after --from"};
  return SpanTimes{*from, *to};
}

Result<std::string> log_of(const LogSpan& span) {
  if (!span.log.empty()) return recorded::full_name(span.log);
  const Result<std::vector<std::string>> all =
      recorded::recorder_logs(span.state_dir, span.archive);
  if (!all) return all.error();
  if (all->size() == 1) return all->front();
  std::string text = all->empty() ? "the recorder has no log" : "name one of the recorder's logs:";
  for (const std::string& each : *all) text.append(" ").append(each);
  return Error{Exit::usage, text};
}

Result<void> read_log(const std::string& log, const LogSpan& span, const SpanTimes& times,
                      LogRowReader::Take take) {
  std::vector<std::string> words = {"rows", "export", log, "--quiet"};
  if (times.from_ms) words.insert(words.end(), {"--from", std::to_string(*times.from_ms)});
  if (times.to_ms) words.insert(words.end(), {"--to", std::to_string(*times.to_ms)});
  if (!span.archive.empty()) words.insert(words.end(), {"--archive", span.archive});
  LogRowReader reader(log, std::move(take));
  const Result<void> read = recorded::run_sparkctl(
      span.state_dir, words, [&reader](std::string_view text) { return reader.add(text); });
  return read ? reader.finish() : read;
}

}  // namespace recorder
