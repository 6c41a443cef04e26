// `sparkctl features skew`: recomputes the features of recorded requests by the library that
// serves, and says which bits differ from what the models saw.
#include <CLI/CLI.hpp>
#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <fstream>

#include "skew_export.h"
#include "skew_report.h"
#include "skew_warm.h"
#include "spark/offline/snapshot_stage.h"
#include "spark/recorded/sparkctl.h"
#include "spark/tool/command.h"
#include "spark/tool/json.h"
#include "spark/tool/terminal.h"

namespace {

using namespace spark;
using tool::Error;
using tool::Exit;
using tool::Result;

constexpr const char* describe = "recompute recorded features and compare them bit for bit";
constexpr const char* verbs = R"(
Example: sparkctl features skew --date 2026-11-26

Exit codes: 0 equal, 1 differs, 2 inconclusive or usage, 3 cannot reach the host.)";
constexpr const char* notes = R"(
Reads the rows that the recorder kept, those of --warm-hours before as well, and runs them in
the order in which they came, through the features library. All logs of the recorder
are replayed together, since pipelines share histories; --log is for hosts with several
features plugins. Nothing is asked of the host, which may be stopped, unless --record is given.

It passes if at least one row was compared and no bit differs. Where rows were dropped, or
need history from before the log began, what is left is no pass: inconclusive.

Examples:
  sparkctl features skew --date 2026-11-26
  sparkctl features skew --date 2026-11-01 --days 30 --json
  sparkctl features skew --date 2026-11-26 --record
  sparkctl features skew --date 2026-11-26 --rows exported.csv

Exit codes: 0 equal, 1 differs, 2 inconclusive or usage, 3 cannot reach the host.)";

constexpr int64_t hour_ms = 3'600'000;
constexpr int64_t day_ms = 24 * hour_ms;

struct Options {
  std::string date;
  uint32_t days = 1;
  uint32_t warm_hours = 26;
  std::vector<std::string> logs;
  std::vector<std::string> files;
  std::vector<std::string> warm_from;
  std::vector<std::string> sets{"v1.8", "v1.8.1", "v1.8.2"};
  std::string library;
  std::string state_dir;
  bool record = false;
  bool json = false;
};

void declare(CLI::App& app, Options& o) {
  app.add_flag("--json", o.json, "The report as JSON");
  app.require_subcommand(1);
  app.fallthrough();
  app.footer(verbs);
  CLI::App* skew = app.add_subcommand("skew", "Recompute recorded features of a day");
  skew->add_option("--date", o.date, "The first day (UTC), by the time of the events")->required();
  skew->add_option("--days", o.days, "How many days")
      ->check(CLI::Range(1U, 366U))
      ->capture_default_str();
  skew->add_option("--warm-hours", o.warm_hours,
                   "History to replay before: as far as formulas reach")
      ->check(CLI::Range(0U, 720U))
      ->capture_default_str();
  skew->add_option("--warm-from", o.warm_from,
                   "The market files that histories began with, as the plugin's warm_from");
  CLI::Option* log = skew->add_option("--log", o.logs, "Logs (else all of the recorder)");
  skew->add_option("--rows", o.files, "Files of sparkctl rows export, instead of a host's logs")
      ->excludes(log);
  skew->add_option("--sets", o.sets, "The feature sets to compute")->capture_default_str();
  skew->add_option("--library", o.library, "The features library (else the installed one)");
  skew->add_option("--state-dir", o.state_dir, "The host's state folder (else the one found)");
  skew->add_flag("--record", o.record, "Puts the outcome on the host's record and shows it");
  skew->footer(notes);
}

Result<int64_t> first_ms(const std::string& date) {
  int year = 0;
  unsigned month = 0, day = 0;
  char rest = 0;
  if (std::sscanf(date.c_str(), "%4d-%2u-%2u%c", &year, &month, &day, &rest) == 3) {
    const std::chrono::year_month_day read{std::chrono::year(year), std::chrono::month(month),
                                           std::chrono::day(day)};
    if (read.ok()) {
      const std::chrono::sys_time<std::chrono::milliseconds> time = std::chrono::sys_days(read);
      return time.time_since_epoch().count();
    }
  }
  return Error{Exit::usage, "--date " + date + ": expected a day such as 2026-11-26"};
}

Result<void> read_file(const std::string& file, recorded::RowReader& reader) {
  std::ifstream in(file, std::ios::binary);
  std::string piece(64 * 1024, '\0');
  while (in && !in.eof()) {
    in.read(piece.data(), static_cast<std::streamsize>(piece.size()));
    const auto size = static_cast<size_t>(in.gcount());
    if (Result<void> read = reader.add(std::string_view(piece).substr(0, size)); !read) return read;
  }
  if (!in.eof()) return Error{Exit::usage, file + ": cannot be read"};
  return reader.finish();
}

// The rows of the time, those that warm before it, and those after it: a time that a client has
// from the future moves a history all the same, and later rows say what was lost.
Result<recorded::Recording> read_rows(const Options& options, const skew::Span& span) {
  recorded::Recording recording;
  for (const std::string& file : options.files) {
    recorded::RowReader reader(recording, file, span.from_ms, span.to_ms);
    if (Result<void> read = read_file(file, reader); !read) return read.error();
  }
  if (!options.files.empty()) return recording;
  std::vector<std::string> logs = options.logs;
  if (logs.empty()) {
    Result<std::vector<std::string>> all = recorded::recorder_logs(options.state_dir);
    if (!all) return all.error();
    logs = std::move(*all);
  }
  const std::string from = std::to_string(span.from_ms - span.warm_ms);
  for (const std::string& log : logs) {
    recorded::RowReader reader(recording, log, span.from_ms, span.to_ms);
    const auto take = [&reader](std::string_view text) { return reader.add(text); };
    Result<void> read = recorded::run_sparkctl(
        options.state_dir, {"rows", "export", log, "--from", from, "--quiet"}, take);
    if (read) read = reader.finish();
    if (!read) return read.error();
  }
  return recording;
}

// What no row says: the rows after the newest one of a log that were lost.
Result<uint64_t> lost_rows(const Options& options, const recorded::Recording& recording) {
  if (!options.files.empty()) return uint64_t{0};
  const Result<std::vector<skew::Loss>> losses = skew::recorded_losses(options.state_dir);
  if (!losses) return losses.error();
  uint64_t lost = 0;
  for (const recorded::LogEnd& log : recording.logs) {
    const auto newest = std::find_if(losses->rbegin(), losses->rend(),
                                     [&](const skew::Loss& loss) { return loss.log == log.name; });
    if (newest != losses->rend()) lost += skew::lost_at_the_end(log, *newest);
  }
  return lost;
}

Result<void> record(const Options& options, const std::string& found) {
  return recorded::run_sparkctl(options.state_dir,
                                {"recorder", "record-skew", "found=" + found, "--confirm"},
                                [](std::string_view text) -> Result<void> {
                                  tool::put(stderr, text);
                                  return {};
                                });
}

Result<skew::Verdict> run(const Options& options) {
  const Result<int64_t> from = first_ms(options.date);
  if (!from) return from.error();
  const skew::Span span{*from, *from + options.days * day_ms, options.warm_hours * hour_ms};
  const auto library = options.library.empty() ? offline::SnapshotStage::installed_plugin()
                                               : std::filesystem::absolute(options.library);
  const Result<std::string> digest = skew::digest_of(library.string());
  if (!digest) return digest.error();
  Result<offline::SnapshotStage> stage = offline::SnapshotStage::open(library, options.sets);
  if (!stage) return stage.error();
  Result<recorded::Recording> recording = read_rows(options, span);
  if (!recording) return recording.error();
  if (!options.warm_from.empty()) {
    const int64_t warm_ms = span.from_ms - span.warm_ms;
    if (auto added = skew::add_minutes(*recording, options.warm_from, warm_ms); !added)
      return added.error();
  }
  const Result<uint64_t> lost = lost_rows(options, *recording);
  if (!lost) return lost.error();
  skew::Found found = skew::compare(
      *recording, span, stage->names(),
      [&stage](const recorded::Recorded& row, std::span<double> out) {
        // What was of the host's future then began no history; a market file's minutes never are.
        stage->set_utc_ms(row.is_recorded ? row.received_ms : row.at_ms);
        (void)stage->run(row.snapshot, out, !row.advances);  // no values if it is refused
      });
  found.dropped += *lost;
  tool::put(stdout, options.json ? tool::pretty(as_json(found, *digest))
                                 : as_text(found, tool::output_width()));
  std::fflush(stdout);  // before what recording says
  if (options.record) {
    if (Result<void> recorded = record(options, for_the_record(found, *digest)); !recorded)
      return recorded.error();
  }
  return found.verdict();
}

}  // namespace

int main(int argc, char** argv) {
  CLI::App app(describe, "sparkctl features");
  Options options;
  if (const char* found = std::getenv("SPARK_STATE_DIR")) options.state_dir = found;
  declare(app, options);
  if (const std::optional<int> done = tool::parse_command(app, argc, argv)) return *done;
  const Result<skew::Verdict> verdict = run(options);
  if (!verdict) return tool::report("sparkctl features", verdict.error());
  return static_cast<int>(*verdict);
}
