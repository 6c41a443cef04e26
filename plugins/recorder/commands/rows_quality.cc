// `sparkctl rows quality`: what is wrong with the rows that the recorder kept of a window.
#include <CLI/CLI.hpp>
#include <chrono>
#include <fstream>

#include "log_span.h"
#include "row_quality_text.h"
#include "spark/tool/command.h"
#include "spark/tool/format.h"
#include "spark/tool/terminal.h"

namespace {

using namespace spark;
using tool::Error;
using tool::Exit;
using tool::Result;

constexpr const char* describe = "judge recorded rows: gaps, losses, missing and impossible values";
constexpr const char* notes = R"(
Good are rows without a gap of more than 5 minutes in any symbol, with a row in more than 99.5 % of
the window's minutes, with at most 0.5 % of each value missing, none infinite or out of range, no
input constant, no row lost, and no time 100 ms or more after the host's. Duplicates, disorder and
constant features are warnings. The host may be stopped. docs/recording.md has the report's keys.

Examples:
  sparkctl rows quality predict --from 2026-11-26 --to 2026-11-27
  sparkctl rows quality predict --from 2026-05-01 --to 2026-06-01 --archive /srv/spark-rows
  sparkctl rows quality predict --json --out data_quality_report.json

Exit codes: 0 good, 1 not good or no rows, 2 usage.)";

struct Options {
  recorder::LogSpan span;
  std::string out;
  bool json = false;
};

Result<void> write(const std::string& path, const std::string& text) {
  std::ofstream out(path, std::ios::binary);
  out << text;
  out.close();
  if (!out) return Error{Exit::usage, "--out " + path + ": cannot be written"};
  return {};
}

Result<int> run(const Options& options) {
  const auto times = recorder::times_of(options.span);
  if (!times) return times.error();
  const auto log = recorder::log_of(options.span);
  if (!log) return log.error();
  recorder::QualityCount count;
  const Result<void> read = recorder::read_log(
      *log, options.span, *times, [&count](const recorder::LogRow& row) { count.add(row); });
  if (!read) return read.error();
  const recorder::Quality quality = count.finish(times->from_ms, times->to_ms);
  const auto report =
      recorder::quality_json(*log, quality, tool::utc_text(std::chrono::system_clock::now()));
  if (!options.out.empty())
    if (const Result<void> written = write(options.out, tool::pretty(report)); !written)
      return written.error();
  tool::put(stdout, options.json ? tool::pretty(report)
                                 : recorder::quality_text(*log, quality, tool::output_width()));
  return static_cast<int>(quality.is_good() ? Exit::ok : Exit::failed);
}

}  // namespace

int main(int argc, char** argv) {
  CLI::App app(describe, "sparkctl rows quality");
  Options options;
  recorder::declare_span(app, options.span);
  app.add_option("--out", options.out, "Writes the report there too, as JSON");
  app.add_flag("--json", options.json, "JSON instead of tables");
  app.footer(notes);
  if (const std::optional<int> done = tool::parse_command(app, argc, argv)) return *done;
  const Result<int> code = run(options);
  return code ? *code : tool::report("sparkctl rows quality", code.error());
}
