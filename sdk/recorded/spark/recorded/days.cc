#include "spark/recorded/days.h"

#include <algorithm>
#include <cmath>

#include "spark/market/limits.h"
#include "spark/recorded/sparkctl.h"
#include "spark/tool/format.h"

namespace spark::recorded {

using tool::Error;
using tool::Exit;
using tool::Result;

namespace {

Result<std::string> only_log(const std::string& state_dir) {
  const Result<std::vector<std::string>> all = recorder_logs(state_dir);
  if (!all) return all.error();
  if (all->size() == 1) return all->front();
  std::string text = "the recorder has ";
  text.append(all->empty() ? "no log" : "several logs; name one, recorder://DAY/LOG:");
  for (const std::string& log : *all) text.append(" ").append(log.substr(log.find('.') + 1));
  return Error{Exit::usage, text};
}

// Else the request was refused.
bool is_possible(const market::Snapshot& input) {
  return market::mid_limit.holds(input.mid) && market::spread_bp_limit.holds(input.spread_bp) &&
         market::vol_1m_limit.holds(input.vol_1m) && market::rsi_14_limit.holds(input.rsi_14);
}

}  // namespace

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
    if (is_whole(row) && is_possible(row.snapshot) && row.advances) rows.push_back(&row);
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
