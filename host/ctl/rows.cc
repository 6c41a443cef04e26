#include "ctl/rows.h"

#include <algorithm>
#include <memory>

#include "base/nearest.h"
#include "ctl/archived_rows.h"
#include "ctl/commands.h"
#include "ctl/row_output.h"
#include "ctl/row_text.h"
#include "ctl/state_dir.h"
#include "ctl/verify_rows.h"
#include "ctl/view_rows.h"
#include "spark/tool/progress.h"
#include "spark/tool/terminal.h"
#include "spark/tool/visible.h"
#include "store/row_archive.h"
#include "store/row_reader.h"
#include "store/row_records.h"

namespace spark::ctl {

using tool::Error;
using tool::Exit;
using tool::Result;
namespace fs = std::filesystem;
namespace json = tool::json;

namespace {

constexpr size_t export_at_once_bytes = 64 * 1024;

struct RowsArguments {
  std::string name;
  std::string from;
  std::string to;
  std::string key;
  std::string format = "csv";
  std::string out;
  std::string archive;
  bool quiet = false;
};

// A log of which no day is live has the columns of its archived days.
Result<NamedLog> look_at(const fs::path& state_dir, const std::string& archive,
                         const std::string& name) {
  auto info = store::read_log_info(store::log_folder(state_dir, name));
  if (!info) return Error{Exit::failed, info.error().text};
  if (info->columns.empty() && !archive.empty()) {
    auto columns = archived_columns(fs::path(archive) / name);
    if (!columns) return Error{Exit::failed, columns.error().text};
    info->columns = std::move(*columns);
  }
  return NamedLog{name, std::move(*info), 0};
}

// The logs that have live days, or archived ones.
Result<std::vector<std::string>> names_in(const fs::path& state_dir, const std::string& archive) {
  auto names = store::list_logs(state_dir);
  if (!names) return Error{Exit::failed, names.error().text};
  auto archived = archived_logs(archive);
  if (!archived) return Error{Exit::usage, archived.error().text};
  names->insert(names->end(), archived->begin(), archived->end());
  std::sort(names->begin(), names->end());
  names->erase(std::unique(names->begin(), names->end()), names->end());
  return std::move(*names);
}

// The archived days of a log, oldest first.
Result<std::vector<std::string>> archived_days(const std::string& archive, const std::string& log) {
  const auto days = store::list_archived(fs::path(archive) / log);
  if (!days) return Error{Exit::failed, days.error().text};
  std::vector<std::string> names;
  for (const auto& day : *days) names.push_back(day.day);
  return names;
}

Result<int> list_rows(const Options& options, const std::string& archive) {
  const auto state_dir = find_state_dir(options.state_dir);
  if (!state_dir) return state_dir.error();
  const auto names = names_in(*state_dir, archive);
  if (!names) return names.error();
  const auto recorded = store::recorded_days(*state_dir / "chain");
  std::vector<NamedLog> logs;
  json::array all;
  for (const std::string& name : *names) {
    auto log = look_at(*state_dir, archive, name);
    if (!log) return log.error();
    const auto records = records_of(*log, recorded ? *recorded : store::RecordedDays());
    log->recorded = static_cast<size_t>(
        std::count_if(records.begin(), records.end(), [](uint64_t each) { return each > 0; }));
    json::object described_log = json_of_log(*log, records).as_object();
    if (!archive.empty()) {
      const auto archived = archived_days(archive, name);
      if (!archived) return archived.error();
      described_log["archived"] = json::array(archived->begin(), archived->end());
    }
    all.push_back(std::move(described_log));
    logs.push_back(std::move(*log));
  }
  return print(options, json::object{{"logs", all}},
               [&](size_t width) { return view_logs(logs, width); });
}

Result<int64_t> time_of(const std::string& option, const std::string& text, int64_t fallback) {
  if (text.empty()) return fallback;
  if (const auto ms = utc_ms_from(text)) return *ms;
  return Error{Exit::usage, option + " \"" + text +
                                "\": expected a day as 2026-11-27, a time as "
                                "2026-11-27T10:20:30Z, or milliseconds since 1970"};
}

Result<NamedLog> find_log(const fs::path& state_dir, const std::string& archive,
                          const std::string& name) {
  const auto names = names_in(state_dir, archive);
  if (!names) return names.error();
  if (std::find(names->begin(), names->end(), name) != names->end())
    return look_at(state_dir, archive, name);
  const std::string near = base::nearest_name(name, *names);
  return Error{Exit::usage, "no record log \"" + name + "\" in " + (state_dir / "rows").string() +
                                (near.empty() ? "" : "; did you mean \"" + near + "\"?") +
                                "; sparkctl rows list names them"};
}

// Which days there are, where none of them has a row that was asked for.
std::string days_text(const NamedLog& log, const RowsArguments& asked) {
  std::string text = log.name + ": no row of that " +
                     (asked.key.empty() ? "time" : "time and key") + "; live days:";
  for (const auto& day : log.info.days) text.append(" ").append(day.day);
  if (log.info.days.empty()) text.append(" none");
  if (asked.archive.empty()) return text + "; no archive was looked at (--archive)\n";
  const auto archived = archived_days(asked.archive, log.name);
  text.append("; archived:");
  for (const std::string& day : archived ? *archived : std::vector<std::string>())
    text.append(" ").append(day);
  return text + (archived && !archived->empty() ? "\n" : " none\n");
}

Result<int> write_rows(const fs::path& folder, const NamedLog& log, const store::RowQuery& query,
                       const RowsArguments& asked) {
  auto output = RowOutput::open(asked.out);
  if (!output) return output.error();
  const bool is_csv = asked.format == "csv";
  std::string text;
  base::Result<void> put;
  uint64_t rows = 0;
  if (is_csv) append_csv_head(text, log.info.columns);
  // A bar would stand among the rows where both are for one terminal.
  const bool is_mixed = asked.out.empty() && tool::output_width() != tool::any_width;
  tool::Progress progress(tool::progress_style(asked.quiet || is_mixed), "rows", log.info.rows);
  const auto take = [&](std::span<const store::RowValue> row) {
    if (is_csv)
      append_csv(text, row);
    else
      text.append(tool::visible_json(json_line(log.info.columns, row))).append("\n");
    progress.add(1);
    ++rows;
    if (text.size() < export_at_once_bytes) return true;
    put = output->put(text);
    text.clear();
    return put.has_value();
  };
  const auto read = read_rows_with_archive(
      folder, asked.archive.empty() ? fs::path() : fs::path(asked.archive) / log.name,
      log.info.days, query, take);
  progress.finish();
  if (put) put = output->put(text);
  if (put) put = output->finish();
  if (!put) return Error{Exit::failed, put.error().text};
  if (!read) return Error{Exit::failed, "some rows could not be read: " + read.error().text};
  if (rows == 0 && !asked.quiet) tool::put(stderr, days_text(log, asked));
  return static_cast<int>(Exit::ok);
}

Result<int> export_rows(const Options& options, const RowsArguments& asked) {
  const auto state_dir = find_state_dir(options.state_dir);
  if (!state_dir) return state_dir.error();
  const auto log = find_log(*state_dir, asked.archive, asked.name);
  if (!log) return log.error();
  const auto from = time_of("--from", asked.from, INT64_MIN);
  if (!from) return from.error();
  const auto to = time_of("--to", asked.to, INT64_MAX);
  if (!to) return to.error();
  store::RowQuery query{log->info.columns, *from, *to};
  if (!asked.key.empty()) query.key = asked.key;
  return write_rows(store::log_folder(*state_dir, asked.name), *log, query, asked);
}

}  // namespace

void declare_rows(const AddCommand& add) {
  const auto asked = std::make_shared<RowsArguments>();
  add("rows", "The record logs of plugins: list them, export their rows, verify them",
      "sparkctl rows list", [](const Options&) -> Result<int> {
        return Error{Exit::usage,
                     "rows: expected list, export or verify; see sparkctl rows --help"};
      });
  CLI::App* list =
      add("rows list", "What logs there are, how large, from when, and with which columns",
          "sparkctl rows list --json",
          [asked](const Options& options) { return list_rows(options, asked->archive); });
  constexpr const char* archive_help = "The folder of archived days (rows_archive), read as well";
  list->add_option("--archive", asked->archive, archive_help);
  CLI::App* app =
      add("rows export",
          "The rows of a log, by the time of their events (UTC), as CSV or lines of JSON",
          "sparkctl rows export mine.trades --from 2026-11-26 --to 2026-11-27T12:00Z --out "
          "trades.csv",
          [asked](const Options& options) { return export_rows(options, *asked); });
  app->add_option("name", asked->name, "The log, as sparkctl rows list names it")->required();
  app->add_option("--from", asked->from,
                  "The first time: a day, 2026-11-27T10:20:30Z, or ms since 1970 (else all)");
  app->add_option("--to", asked->to, "The first time that is left out (else none is)");
  app->add_option("--key", asked->key, "Rows with this key alone, such as a request's id");
  app->add_option("--format", asked->format, "csv, or json: an object a line")
      ->check(CLI::IsMember({"csv", "json"}))
      ->capture_default_str();
  app->add_option(
      "--out", asked->out,
      "Where to write them: a file, or a device or pipe that is there (else standard output)");
  app->add_option("--archive", asked->archive, archive_help);
  app->add_flag("--quiet", asked->quiet, "Says nothing of how far it has come");
  declare_verify_rows(add);
}

}  // namespace spark::ctl
