#include "recorded_minute.h"

#include <algorithm>
#include <cstdint>

#include "spark/recorded/days.h"
#include "spark/recorded/sparkctl.h"
#include "spark/tool/json.h"

namespace spark::smoke {

using tool::Error;
using tool::Exit;
using tool::Result;

namespace {

constexpr int64_t answered = 0;  // SPARK_STATUS_OK
constexpr const char* what_to_do =
    "; models with a history answer the newest minute of a symbol, so send real requests until "
    "they "
    "are ready, or name a request with --body FILE";

// The first millisecond of the newest day that the log has.
Result<int64_t> newest_day_ms(const std::string& log) {
  const auto listed = recorded::ask_sparkctl("", {"rows", "list", "--json"});
  if (!listed) return listed.error();
  std::string newest;
  for (const auto& each : tool::items(*listed, "logs"))
    if (tool::raw(each, "name") == log)
      for (const auto& day : tool::items(each, "days"))
        newest = std::max(newest, std::string(tool::raw(day, "day")));
  const auto ms = recorded::day_ms_from(newest);
  if (!ms) return Error{Exit::failed, log + " has no row" + what_to_do};
  return *ms;
}

}  // namespace

Result<std::string> choose_log(const std::vector<std::string>& logs, std::string_view wanted,
                               std::string_view route) {
  const auto has = [&](const std::string& name) {
    return std::find(logs.begin(), logs.end(), name) != logs.end();
  };
  if (logs.empty()) return Error{Exit::failed, std::string("the recorder has no log") + what_to_do};
  if (wanted.empty() && logs.size() == 1) return logs.front();
  const std::string_view short_name = wanted.empty() ? route.substr(route.rfind('/') + 1) : wanted;
  const std::string name = recorded::full_name(short_name);
  if (has(name)) return name;
  std::string text = wanted.empty() ? "the recorder has several logs; name one with --log:"
                                    : "--log: the recorder has no " + name + "; it has";
  for (const std::string& each : logs) text.append(" ").append(each);
  return Error{Exit::usage, text};
}

Result<std::string> newest_minute(const recorded::Recording& recording, std::string_view symbol) {
  const recorded::Recorded* newest = nullptr;
  for (const recorded::Recorded& row : recording.rows) {
    const bool is_wanted = symbol.empty() || row.snapshot.symbol == symbol;
    if (!is_wanted || !recorded::is_whole(row) || !row.advances || row.status[0] != answered)
      continue;
    if (newest == nullptr || *row.sent_ts_ms >= *newest->sent_ts_ms) newest = &row;
  }
  if (newest == nullptr)
    return Error{Exit::failed, "no recorded minute of '" + std::string(symbol) +
                                   "' was answered by production" + what_to_do};
  market::Snapshot snapshot = newest->snapshot;
  snapshot.ts_ms = *newest->sent_ts_ms;
  std::string body;
  market::append_json(body, snapshot);
  return body;
}

Result<std::string> read_newest_minute(std::string_view wanted_log, std::string_view route,
                                       std::string_view symbol) {
  const auto logs = recorded::recorder_logs("");
  if (!logs) return logs.error();
  const auto log = choose_log(*logs, wanted_log, route);
  if (!log) return log.error();
  const auto day_ms = newest_day_ms(*log);
  if (!day_ms) return day_ms.error();
  const auto recording =
      recorded::read_days({*day_ms, *day_ms + recorded::day_length_ms, *log}, "");
  if (!recording) return recording.error();
  return newest_minute(*recording, symbol);
}

}  // namespace spark::smoke
