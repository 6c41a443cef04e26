#include "ctl/verify_rows.h"

#include <algorithm>
#include <memory>

#include "base/clock.h"
#include "base/nearest.h"
#include "base/whole_file.h"
#include "ctl/commands.h"
#include "ctl/state_dir.h"
#include "spark/tool/format.h"
#include "spark/tool/progress.h"
#include "spark/tool/table.h"
#include "store/verify.h"

namespace spark::ctl {

using tool::Error;
using tool::Exit;
using tool::Result;
namespace fs = std::filesystem;
namespace json = tool::json;

namespace {

constexpr size_t records_bytes_max = size_t{512} * 1024 * 1024;

struct VerifyArguments {
  std::vector<std::string> logs;
  std::string archive;
  std::string records;
  bool quiet = false;
};

// A chain that is not whole says nothing of days.
Result<store::RecordedDays> read_chain(const fs::path& chain) {
  if (!store::verify({chain, "", ""}).is_whole())
    return Error{Exit::failed, chain.string() +
                                   ": the chain is not whole, so its records say nothing of rows; "
                                   "see sparkctl evidence verify"};
  auto days = store::recorded_days(chain);
  if (!days) return Error{Exit::failed, days.error().text};
  return std::move(*days);
}

Result<store::RecordedDays> read_records(const std::string& file) {
  const auto text = base::read_whole(file, records_bytes_max);
  if (!text) return Error{Exit::usage, text.error().text};
  const auto listed = tool::parse_json(*text, file);
  if (!listed) return listed.error();
  if (tool::find(*listed, "records") == nullptr)
    return Error{Exit::usage,
                 file + ": expected records, as sparkctl evidence list --json writes them"};
  return recorded_days_of(*listed);
}

struct RowsAsked {
  RowPlaces places;
  store::RecordedDays recorded;
};

// With --records the state folder is looked at where it is named, and need not be there.
Result<RowsAsked> look_where(const Options& options, const VerifyArguments& arguments) {
  RowsAsked asked;
  asked.places.archive = arguments.archive;
  const auto folder = arguments.records.empty() ? find_state_dir(options.state_dir)
                                                : named_state_dir(options.state_dir);
  if (!folder) return folder.error();
  asked.places.state_dir = *folder;
  if (asked.places.state_dir.empty() && asked.places.archive.empty())
    return Error{Exit::usage,
                 "rows verify --records: expected --archive DIR, or --state-dir: there are no rows "
                 "to compare with"};
  auto recorded = arguments.records.empty() ? read_chain(asked.places.state_dir / "chain")
                                            : read_records(arguments.records);
  if (!recorded) return recorded.error();
  asked.recorded = std::move(*recorded);
  return asked;
}

Result<void> check_names(const std::vector<std::string>& logs, const RowsAsked& asked) {
  const auto known = logs_of(asked.places, asked.recorded);
  if (!known) return known.error();
  for (const std::string& log : logs) {
    if (std::find(known->begin(), known->end(), log) != known->end()) continue;
    const std::string near = base::nearest_name(log, *known);
    return Error{Exit::usage, "no day of a record log \"" + log + "\"" +
                                  (near.empty() ? "" : "; did you mean \"" + near + "\"?") +
                                  "; sparkctl rows list names them"};
  }
  return {};
}

Result<int> verify_rows(const Options& options, const VerifyArguments& arguments) {
  const auto asked = look_where(options, arguments);
  if (!asked) return asked.error();
  if (auto named = check_names(arguments.logs, *asked); !named) return named.error();
  tool::Progress progress(tool::progress_style(arguments.quiet), "days", 0);
  const auto wants = [&logs = arguments.logs](const std::string& log) {
    return logs.empty() || std::find(logs.begin(), logs.end(), log) != logs.end();
  };
  const auto look = [&](const store::RecordedDays& recorded) {
    return check_days(asked->places, recorded, store::day_of(base::utc_ms()), wants,
                      [&progress] { progress.add(1); });
  };
  auto days = look(asked->recorded);
  // A running host may have removed a day since the chain was read.
  if (days && !are_well(*days) && arguments.records.empty()) {
    const auto recorded = read_chain(asked->places.state_dir / "chain");
    if (!recorded) return recorded.error();
    days = look(*recorded);
  }
  progress.finish();
  if (!days) return days.error();
  print(options, json_of(*days), [&](size_t width) { return view_days(*days, width); });
  return static_cast<int>(are_well(*days) ? Exit::ok : Exit::failed);
}

std::map<DayState, size_t> counts_of(const std::vector<DayCheck>& days) {
  std::map<DayState, size_t> counts;
  for (const DayCheck& each : days) ++counts[each.state];
  return counts;
}

}  // namespace

store::RecordedDays recorded_days_of(const json::value& listed) {
  store::RecordedDays days;
  for (const auto& each : tool::items(listed, "records")) {
    store::Record record{tool::raw(each, "actor"),  tool::raw(each, "action"),
                         tool::raw(each, "object"), {},
                         tool::raw(each, "result"), tool::raw(each, "detail")};
    for (const auto& digest : tool::items(each, "digests"))
      record.digests.push_back({tool::raw(digest, "name"), tool::raw(digest, "sha256")});
    store::note_day(days, static_cast<uint64_t>(tool::number(each, "seq").value_or(0)), record);
  }
  return days;
}

std::string view_days(const std::vector<DayCheck>& days, size_t width) {
  if (days.empty()) return "no days of record logs, and none on record\n";
  using tool::Align;
  tool::Table table({{"log", Align::left, true},
                     {"day", Align::left, true},
                     {"where", Align::left, true},
                     {"state", Align::left, true},
                     {"rows", Align::right},
                     {"sha256"},
                     {"record", Align::right},
                     {"remark"}});
  for (const DayCheck& each : days) {
    const store::RowDigest* const shown = each.found      ? &*each.found
                                          : each.recorded ? &each.recorded->digest
                                                          : nullptr;
    table.row({each.of.log, each.of.day, each.where, std::string(name_of(each.state)),
               shown == nullptr ? "" : tool::grouped(shown->rows),
               shown == nullptr ? "" : shown->sha256.substr(0, 12),
               each.recorded ? std::to_string(each.recorded->sequence) : "", each.remark});
  }
  std::string text = table.render(width) + "\n";
  std::string separator;
  for (const auto& [state, count] : counts_of(days)) {
    text += separator + tool::grouped(count) + " " + std::string(name_of(state));
    separator = ", ";
  }
  text += "\n";
  for (const DayCheck& each : days)
    if (each.state == DayState::differs || each.state == DayState::missing)
      text += std::string(each.state == DayState::differs ? "ROWS DIFFER: " : "MISSING: ") +
              each.of.log + " " + each.of.day + ", " + each.where + ": " + each.remark + "\n";
  return text;
}

json::value json_of(const std::vector<DayCheck>& days) {
  json::array all;
  for (const DayCheck& each : days) {
    json::object day{{"log", each.of.log},
                     {"day", each.of.day},
                     {"where", each.where},
                     {"state", name_of(each.state)}};
    day["rows"] = each.found ? json::value(each.found->rows) : json::value();
    day["sha256"] = each.found ? json::value(each.found->sha256) : json::value();
    day["record"] = each.recorded ? json::value(each.recorded->sequence) : json::value();
    day["recorded_rows"] = each.recorded ? json::value(each.recorded->digest.rows) : json::value();
    day["recorded_sha256"] =
        each.recorded ? json::value(each.recorded->digest.sha256) : json::value();
    day["removal"] = each.removal > 0 ? json::value(each.removal) : json::value();
    day["remark"] = each.remark;
    all.push_back(std::move(day));
  }
  json::object counts;
  for (const auto& [state, count] : counts_of(days)) counts[name_of(state)] = count;
  return json::object{
      {"well", are_well(days)}, {"counts", std::move(counts)}, {"days", std::move(all)}};
}

void declare_verify_rows(const AddCommand& add) {
  const auto asked = std::make_shared<VerifyArguments>();
  CLI::App* app =
      add("rows verify",
          "Whether each closed day has the rows that the chain says (0: yes, 1: one differs, or is "
          "missing without a record of its removal). The host may run or be stopped",
          "sparkctl rows verify mine.trades --archive /srv/spark-rows\n"
          "         sparkctl evidence list --last 10000 --json > kept.json\n"
          "         sparkctl rows verify --records kept.json --archive /srv/spark-rows   # on "
          "another machine",
          [asked](const Options& options) { return verify_rows(options, *asked); });
  app->add_option("log", asked->logs, "The logs, as sparkctl rows list names them (else all)");
  app->add_option("--archive", asked->archive, "The folder of archived days, compared as well")
      ->check(CLI::ExistingDirectory);
  app->add_option("--records", asked->records,
                  "Records that sparkctl evidence list --json wrote, instead of the chain")
      ->check(CLI::ExistingFile);
  app->add_flag("--quiet", asked->quiet, "Says nothing of how far it has come");
}

}  // namespace spark::ctl
