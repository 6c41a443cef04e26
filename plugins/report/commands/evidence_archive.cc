// `sparkctl evidence archive`: moves evidence files that are past their time into an archive.
#include <CLI/CLI.hpp>
#include <chrono>
#include <cstdlib>

#include "retention.h"
#include "spark/tool/command.h"
#include "spark/tool/json.h"
#include "spark/tool/record.h"
#include "spark/tool/terminal.h"

namespace {

using namespace spark;
using tool::Error;
using tool::Exit;
using tool::Result;
namespace fs = std::filesystem;

constexpr const char* describe = "archive evidence files past their time, then remove them";
constexpr const char* notes = R"(
What decisions rest on is kept 90 days (offline reports, canary runs, PSI snapshots, gates), logs 7,
everything else 30; all of it longer where the host's retention profile says so (sparkctl status).
Files go into a compressed archive with sums; it is read again and compared, its
digests go on record, and only then are the files removed. Without a host that can record it,
nothing is removed. The chain has sparkctl evidence archive-chain. Record logs have a retention of
their own.

Examples:
  sparkctl evidence archive --archive /backup/spark
  sparkctl evidence archive --archive /backup/spark --days 60 --dry-run

Exit codes: 0 done, 1 not, or not all, 2 usage, 3 cannot reach the host.)";

struct Options {
  std::string archive;
  std::string state_dir;
  std::optional<int64_t> days;
  bool dry_run = false;
};

// Fewer days are refused, too: to have them, an operator changes the host's profile.
Result<int64_t> days_min(const Options& options) {
  const Result<tool::json::value> status = tool::get_from_host("/admin/v1/status");
  if (!status) {
    if (!options.dry_run || status.error().exit != Exit::unreachable) return status.error();
    tool::put(stderr, "no host answers: these are the days of the default profile\n");
    return 0;
  }
  const tool::json::value* const retention = tool::find(*status, "retention");
  if (retention == nullptr) return 0;
  const auto days = static_cast<int64_t>(tool::number(*retention, "files_days").value_or(0));
  if (options.days && *options.days < days)
    return Error{Exit::usage, "--days: the host's retention profile " +
                                  tool::text(*retention, "profile") + " keeps files " +
                                  std::to_string(days) + " days"};
  return days;
}

Result<int> run(const Options& options) {
  if (options.state_dir.empty())
    return Error{Exit::usage, "--state-dir: expected the host's state folder; none was found"};
  const fs::path evidence = fs::path(options.state_dir) / "evidence";
  const int64_t now_s = std::chrono::duration_cast<std::chrono::seconds>(
                            std::chrono::system_clock::now().time_since_epoch())
                            .count();
  const Result<int64_t> least = days_min(options);
  if (!least) return least.error();
  const auto aged = report::past_their_time(evidence, now_s, options.days, *least);
  for (const report::Aged& each : aged)
    tool::put(stdout, std::to_string(each.age_days) + " days  " + each.path + "\n");
  if (options.dry_run || aged.empty()) {
    tool::put(stdout, std::to_string(aged.size()) + " files are past their time\n");
    return static_cast<int>(Exit::ok);
  }
  const auto put_on_record = [](const std::string& record) -> Result<void> {
    const auto done = tool::put_on_record("evidence.archived", "evidence", record);
    if (!done)
      return Error{done.error().exit, done.error().text + "; archived, and nothing was removed"};
    return {};
  };
  const auto written = report::archive_files(evidence, aged, options.archive, now_s, put_on_record);
  if (!written) return written.error();
  for (const fs::path& each : *written)
    tool::put(stdout, "written, compared and on record: " + each.string() + "\n");
  return static_cast<int>(Exit::ok);
}

}  // namespace

int main(int argc, char** argv) {
  CLI::App app(describe, "sparkctl evidence archive");
  Options options;
  if (const char* folder = std::getenv("SPARK_STATE_DIR")) options.state_dir = folder;
  app.add_option("--archive", options.archive, "The folder for archives")->required();
  app.add_option("--days", options.days, "Instead of 90, 30 and 7: all that is older")
      ->check(CLI::Range(0, 3'650));
  app.add_option("--state-dir", options.state_dir, "The host's state folder");
  app.add_flag("--dry-run", options.dry_run, "Say which, and do nothing");
  app.footer(notes);
  if (const std::optional<int> done = tool::parse_command(app, argc, argv)) return *done;
  const Result<int> code = run(options);
  return code ? *code : tool::report("sparkctl evidence archive", code.error());
}
