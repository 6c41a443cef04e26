// Days of record logs against what the chain says of them.
#pragma once

#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "spark/tool/result.h"
#include "store/row_records.h"

namespace spark::ctl {

enum class DayState : unsigned char {
  same,        // the rows are those on record
  differs,     // they are not, or cannot be read
  missing,     // on record, no record of a removal, and no copy was found
  removed,     // by retention, which is on record, and no archived copy was found
  unrecorded,  // there are rows, and no record has them yet
  open,        // under way, or written to again
  elsewhere,   // on record, and where it should be was not looked at
};
// "same", "differs", "missing", "removed", "not on record", "open", "not looked at".
[[nodiscard]] std::string_view name_of(DayState state);

struct DayCheck {
  store::LogDay of;
  std::string where;  // "live", "archive", "none"
  DayState state = DayState::unrecorded;
  std::optional<store::DaySeal> recorded;
  std::optional<store::RowDigest> found;
  uint64_t removal = 0;  // the record of it; 0: none
  std::string remark;
};

struct RowPlaces {
  std::filesystem::path state_dir;  // "": only the archive is looked at
  std::filesystem::path archive;    // "": none
};

// What a file with that digest is. `seal`: what it must have. Pure.
[[nodiscard]] DayCheck judge_day(const store::RecordedDay& day, const store::DaySeal* seal,
                                 const store::RowDigest& found);

// The logs that have days there, or on record, by name.
[[nodiscard]] tool::Result<std::vector<std::string>> logs_of(const RowPlaces& places,
                                                             const store::RecordedDays& recorded);

// Every day of the logs that `wants` takes: of each copy, and of those without one. By log and day.
// `today` is not over. Writes nothing but unpacked days, which go again. [slow]
[[nodiscard]] tool::Result<std::vector<DayCheck>> check_days(
    const RowPlaces& places, const store::RecordedDays& recorded, const std::string& today,
    const std::function<bool(const std::string& log)>& wants,
    const std::function<void()>& progressed);

// Whether nothing is wrong.
[[nodiscard]] bool are_well(const std::vector<DayCheck>& days);

}  // namespace spark::ctl
