#include "spark/recorded/days.h"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <cstdio>

#include "spark/recorded/sparkctl.h"
#include "spark/tool/format.h"
#include "spark/tool/visible.h"

namespace spark::recorded {

using tool::Error;
using tool::Exit;
using tool::Result;

namespace {

constexpr int64_t day_length_ms = 24LL * 3'600'000;

Error no_url(std::string_view url) {
  return {Exit::usage,
          tool::visible(tool::shortened(url, 100)) +
              ": expected recorder://2024-05-01, recorder://2024-05-01..2024-05-07, or either with "
              "the log's name behind it: recorder://2024-05-01/predict"};
}

Result<std::string> only_log(const std::string& state_dir) {
  const Result<std::vector<std::string>> all = recorder_logs(state_dir);
  if (!all) return all.error();
  if (all->size() == 1) return all->front();
  std::string text = "the recorder has ";
  text.append(all->empty() ? "no log" : "several logs; name one, recorder://DAY/LOG:");
  for (const std::string& log : *all) text.append(" ").append(log.substr(log.find('.') + 1));
  return Error{Exit::usage, text};
}

}  // namespace

std::optional<int64_t> day_ms_from(std::string_view text) {
  int year = 0;
  unsigned month = 0, day = 0;
  char rest = 0;
  const std::string whole(text);
  if (std::sscanf(whole.c_str(), "%4d-%2u-%2u%c", &year, &month, &day, &rest) != 3)
    return std::nullopt;
  const std::chrono::year_month_day read{std::chrono::year(year), std::chrono::month(month),
                                         std::chrono::day(day)};
  if (!read.ok()) return std::nullopt;
  const std::chrono::sys_time<std::chrono::milliseconds> time = std::chrono::sys_days(read);
  return time.time_since_epoch().count();
}

Result<RecordedDays> recorded_days(std::string_view url) {
  if (!url.starts_with(recorder_scheme)) return no_url(url);
  std::string_view rest = url.substr(recorder_scheme.size());
  RecordedDays days;
  if (const size_t slash = rest.find('/'); slash != std::string_view::npos) {
    const std::string_view log = rest.substr(slash + 1);
    if (log.empty()) return no_url(url);
    days.log =
        log.starts_with("recorder.") ? std::string(log) : std::string("recorder.").append(log);
    rest = rest.substr(0, slash);
  }
  const size_t dots = rest.find("..");
  const auto first = day_ms_from(rest.substr(0, dots));
  const auto last = dots == std::string_view::npos ? first : day_ms_from(rest.substr(dots + 2));
  if (!first || !last || *last < *first) return no_url(url);
  days.from_ms = *first;
  days.to_ms = *last + day_length_ms;
  return days;
}

Result<Recording> read_days(const RecordedDays& days, const std::string& state_dir) {
  std::string log = days.log;
  if (log.empty()) {
    Result<std::string> only = only_log(state_dir);
    if (!only) return only.error();
    log = std::move(*only);
  }
  Recording recording;
  // Without values: what models were given is not asked for.
  RowReader reader(recording, log, INT64_MAX, INT64_MAX - day_length_ms);
  Result<void> read = run_sparkctl(state_dir,
                                   {"rows", "export", log, "--from", std::to_string(days.from_ms),
                                    "--to", std::to_string(days.to_ms), "--quiet"},
                                   [&reader](std::string_view text) { return reader.add(text); });
  if (read) read = reader.finish();
  if (!read) return read.error();
  if (recording.rows.empty())
    return Error{Exit::usage, log +
                                  " has no row of that time; sparkctl rows list says which days "
                                  "it has"};
  std::stable_sort(
      recording.rows.begin(), recording.rows.end(), [](const Recorded& a, const Recorded& b) {
        return std::pair(a.received_ms, a.sequence) < std::pair(b.received_ms, b.sequence);
      });
  return recording;
}

bool is_whole(const Recorded& row) {
  const market::Snapshot& input = row.snapshot;
  return row.sent_ts_ms && std::isfinite(input.mid) && std::isfinite(input.spread_bp) &&
         std::isfinite(input.vol_1m) && std::isfinite(input.rsi_14);
}

std::string snapshots_csv(const Recording& recording) {
  std::vector<const Recorded*> rows;
  for (const Recorded& row : recording.rows)
    if (is_whole(row) && row.advances) rows.push_back(&row);
  std::stable_sort(rows.begin(), rows.end(), [](const Recorded* a, const Recorded* b) {
    return *a->sent_ts_ms < *b->sent_ts_ms;
  });
  std::string csv = "symbol,ts,mid,spreadBp,vol1m,rsi14,spreadEstimated\n";
  for (const Recorded* row : rows) {
    const market::Snapshot& input = row->snapshot;
    csv.append(input.symbol).append(",").append(std::to_string(*row->sent_ts_ms));
    for (const double value : {input.mid, input.spread_bp, input.vol_1m, input.rsi_14})
      csv.append(",").append(tool::shortest(value));
    csv.append(input.spread_estimated ? ",1\n" : ",0\n");
  }
  return csv;
}

}  // namespace spark::recorded
