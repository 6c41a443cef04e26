#include "skew_warm.h"

#include <algorithm>
#include <map>

#include "spark/market/input_files.h"
#include "spark/market/reader.h"

namespace spark::skew {

using recorded::Recorded;
using recorded::Recording;
using tool::Error;
using tool::Exit;
using tool::Result;

Result<void> add_minutes(Recording& recording, const std::vector<std::string>& inputs,
                         int64_t from_ms) {
  std::map<std::string, int64_t> first_ms;  // by symbol
  for (const Recorded& row : recording.rows) {
    const auto first = first_ms.emplace(row.snapshot.symbol, row.at_ms).first;
    first->second = std::min(first->second, row.at_ms);
  }
  const Result<std::vector<std::string>> files = market::expand(inputs);
  if (!files) return files.error();
  const market::ReadOptions options{.lenient = true};  // as the plugin reads them
  market::Survey survey = market::survey(*files, options);
  if (!survey.problems.empty()) return Error{Exit::usage, survey.problems.front()};
  market::Reader reader(std::move(survey), options);
  Recorded minute;
  minute.is_recorded = false;
  minute.received_ms = INT64_MIN;
  minute.has_time = minute.has_input = true;
  for (;;) {
    const Result<bool> more = reader.next(minute.snapshot);
    if (!more) return more.error();
    if (!*more) return {};
    minute.at_ms = minute.snapshot.ts_ms;
    ++minute.sequence;
    const auto first = first_ms.find(minute.snapshot.symbol);
    if (first != first_ms.end() && minute.at_ms >= from_ms && minute.at_ms < first->second)
      recording.rows.push_back(minute);
  }
}

}  // namespace spark::skew
