// `sparkctl rows feature-log`: recorded rows in the form of the older feature log.
#include <CLI/CLI.hpp>
#include <charconv>
#include <cstdlib>
#include <filesystem>
#include <fstream>

#include "feature_log.h"
#include "log_span.h"
#include "spark/tool/command.h"
#include "spark/tool/terminal.h"
#include "spark/tool/visible.h"

namespace {

using namespace spark;
using tool::Error;
using tool::Exit;
using tool::Result;

constexpr const char* describe = "export recorded rows as the feature log that older tools read";
constexpr const char* notes = R"(
The first line is "# {started, window_days, sample_interval_ms, features}", each other one a sample
of one symbol: {ts, raw, derived, stats}. Of each interval the newest row is the sample. `derived`
has the features as models were given them, null where none was; `stats` are of the samples of the
24 hours before, that one included, so the rows of a day before --from are read as well.

Examples:
  sparkctl rows feature-log predict --from 2024-05-01 --to 2024-05-15 --output features.jsonl
  sparkctl rows feature-log predict --window 14d --symbol BTCUSDT --archive /srv/spark-rows
  WINDOW_DAYS=7 sparkctl rows feature-log predict --output features.jsonl

Exit codes: 0 written, 1 no sample, 2 usage.)";

constexpr double day_ms = 24 * 3'600'000.0;

struct Options {
  recorder::LogSpan span;
  std::string symbol;
  std::string window;
  int64_t interval_ms = 60'000;
  std::string output;
};

// "14d" or "14"; from the environment as the older tool had it.
Result<double> days_of(const std::string& text) {
  double days = 0;
  const char* const end = text.data() + text.size();
  const auto read = std::from_chars(text.data(), end, days);
  const std::string_view unit(read.ptr, static_cast<size_t>(end - read.ptr));
  if (read.ec == std::errc() && (unit.empty() || unit == "d") && days > 0 && days <= 3'650)
    return days;
  return Error{Exit::usage, "--window \"" + tool::visible(text) + "\": expected days, as 14d"};
}

// The newest row of the log: a window ends with it.
Result<int64_t> end_of(const std::string& log, const Options& options) {
  std::optional<int64_t> newest;
  const Result<void> read =
      recorder::read_log(log, options.span, {}, [&newest](const recorder::LogRow& row) {
        newest = std::max(newest.value_or(row.at_ms), row.at_ms);
      });
  if (!read) return read.error();
  if (!newest) return Error{Exit::failed, log + " has no row"};
  return *newest + 1;
}

Result<recorder::SpanTimes> times_of(const std::string& log, const Options& options) {
  auto times = recorder::times_of(options.span);
  if (!times || options.window.empty() || times->from_ms) return times;
  const Result<double> days = days_of(options.window);
  if (!days) return days.error();
  if (!times->to_ms) {
    const Result<int64_t> end = end_of(log, options);
    if (!end) return end.error();
    times->to_ms = *end;
  }
  times->from_ms = *times->to_ms - static_cast<int64_t>(*days * day_ms);
  return times;
}

Result<std::string> symbol_of(const recorder::FeatureLog& samples, const Options& options) {
  const std::set<std::string> symbols = samples.symbols();
  if (symbols.contains(options.symbol)) return options.symbol;
  if (options.symbol.empty() && symbols.size() == 1) return *symbols.begin();
  if (symbols.empty()) return Error{Exit::failed, "there is no sample in that time"};
  std::string text = "--symbol: expected one of";
  for (const std::string& each : symbols)
    text.append(" ").append(each.empty() ? "\"\"" : tool::visible(each));
  return Error{Exit::usage, text};
}

// What is there and is no regular file, such as a pipe, is written to as it is.
Result<void> write(const std::string& path, const std::string& text) {
  if (path.empty()) {
    tool::put(stdout, text);
    return {};
  }
  std::ofstream out(path, std::ios::binary);
  out << text;
  out.close();
  if (!out) return Error{Exit::usage, "--output " + path + ": cannot be written"};
  return {};
}

Result<void> run(const Options& options) {
  const auto log = recorder::log_of(options.span);
  if (!log) return log.error();
  const auto times = times_of(*log, options);
  if (!times) return times.error();
  recorder::FeatureLog samples(times->from_ms.value_or(INT64_MIN), options.interval_ms);
  recorder::SpanTimes read_times = *times;
  if (read_times.from_ms) *read_times.from_ms -= recorder::stats_ms;
  std::optional<int64_t> first, last;
  const Result<void> read =
      recorder::read_log(*log, options.span, read_times, [&](const recorder::LogRow& row) {
        samples.add(row);
        first = std::min(first.value_or(row.at_ms), row.at_ms);
        last = std::max(last.value_or(row.at_ms), row.at_ms);
      });
  if (!read) return read;
  const Result<std::string> symbol = symbol_of(samples, options);
  if (!symbol) return symbol.error();
  const int64_t from_ms = times->from_ms.value_or(*first);
  const double days = static_cast<double>(times->to_ms.value_or(*last + 1) - from_ms) / day_ms;
  return write(options.output, samples.text_of(*symbol, days).text);
}

}  // namespace

int main(int argc, char** argv) {
  CLI::App app(describe, "sparkctl rows feature-log");
  Options options;
  if (const char* days = std::getenv("WINDOW_DAYS")) options.window = days;
  recorder::declare_span(app, options.span);
  app.add_option("--window", options.window,
                 "As many days before --to, or before the newest row: 14d (else $WINDOW_DAYS)");
  app.add_option("--symbol", options.symbol, "Whose samples, where there are several symbols");
  app.add_option("--sample-interval-ms", options.interval_ms, "One sample for each interval")
      ->envname("SAMPLE_INTERVAL_MS")
      ->check(CLI::Range(1'000, 86'400'000))
      ->capture_default_str();
  app.add_option("--output", options.output, "The file (else standard output)");
  app.footer(notes);
  if (const std::optional<int> done = tool::parse_command(app, argc, argv)) return *done;
  const Result<void> good = run(options);
  if (!good) return tool::report("sparkctl rows feature-log", good.error());
  return static_cast<int>(Exit::ok);
}
