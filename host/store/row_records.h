// What the chain says of the days of record logs: closed with a digest, written to again, removed.
//
//   close    rows/<log>/<day>   the day is over; the digest of its rows, their number
//   reopen   rows/<log>/<day>   rows come into a day that is on record: the clock was set back
//   expire   rows/<log>/<day>   retention removes it
//
// All are the host's own. docs/recording.md has the members of their detail.
#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <string_view>

#include "base/error.h"
#include "store/record.h"
#include "store/row_digest.h"

namespace spark::store {

enum class DayClosing : uint8_t {
  first,
  grown,    // rows came after the record before, and those that it has are unchanged
  differs,  // rows came after it, and those that it has are no longer the same
};

struct ClosedDay {
  RowDigest digest;
  DayClosing how = DayClosing::first;
  uint64_t bytes = 0;
  uint64_t before = 0;              // the record before, of a day that grew or differs
  std::optional<uint64_t> dropped;  // rows of the log that were lost that day …
  int64_t dropped_from_utc_ms = 0;  // … from then on; earlier losses are not known
};

// The day's rows as a record has them.
struct DaySeal {
  RowDigest digest;
  uint64_t sequence = 0;  // of the record
};

struct RecordedDay {
  std::optional<DaySeal> closed;   // what the day's file must have; none: it is not on record
  std::optional<DaySeal> removed;  // what it had when retention removed it
  uint64_t removal = 0;            // the last record of that; 0: none
  bool is_archived = false;        // it was archived then, says that record
  bool is_open = false;            // rows came after the record
  uint64_t differed = 0;           // the record that says so; 0: none

  // What a file with the day's rows must have, be it live or archived.
  [[nodiscard]] const DaySeal* seal() const;
};

// By the object of the records: "rows/<log>/<day>".
using RecordedDays = std::map<std::string, RecordedDay, std::less<>>;

[[nodiscard]] std::string day_object(std::string_view log, std::string_view day);
struct LogDay {
  std::string log;
  std::string day;
};
[[nodiscard]] std::optional<LogDay> log_day_of(std::string_view object);

[[nodiscard]] Record close_record(const std::string& object, const ClosedDay& day);
[[nodiscard]] Record reopen_record(const std::string& object);
// `seal` null: the day has never been on record.
[[nodiscard]] Record expire_record(const std::string& object, const DaySeal* seal,
                                   bool is_archived);

// Notes what a record says of a day; any other record says nothing. In the order of the chain.
void note_day(RecordedDays& days, uint64_t sequence, const Record& record);

// Of the chain in that folder. [slow]
[[nodiscard]] base::Result<RecordedDays> recorded_days(const std::filesystem::path& chain);

}  // namespace spark::store
