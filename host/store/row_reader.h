// Reads the files of a record log, beside the host that writes them or without one.
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "store/record_log.h"

namespace spark::store {

struct RowQuery {
  RowColumns columns;  // what is wanted, by name; what a file lacks is null
  // Of the time column: from ≤ time < to.
  int64_t from_utc_ms = INT64_MIN;
  int64_t to_utc_ms = INT64_MAX;
  std::optional<std::string> key = std::nullopt;  // of the key column
};

// Gets a row's values, valid during the call; false: no more.
using TakeRow = std::function<bool(std::span<const RowValue>)>;

// Gives the rows of all days, day by day, and within a day by time. A file that cannot be read is
// passed over, and the error names it in the end. Nothing is written.
base::Result<void> read_rows(const std::filesystem::path& folder, const RowQuery& query,
                             const TakeRow& take);

// The newest time of the log's rows before that one; INT64_MIN: there is none. The error names the
// files that cannot be read.
[[nodiscard]] base::Result<int64_t> newest_row(const std::filesystem::path& folder,
                                               int64_t before_utc_ms);

struct RowDayInfo {
  RowColumns columns;
  RowRetention retention;
  uint64_t rows = 0;
};
RowResult<RowDayInfo> read_day_info(const std::filesystem::path& file);

// One log, as its files say.
struct RowLogInfo {
  std::vector<RowDayFile> days;
  RowColumns columns;      // of all days together
  RowRetention retention;  // of the newest day; no days: none can be read
  uint64_t rows = 0;
  uint64_t bytes = 0;
  std::vector<std::string> unreadable;  // files, and why
};
base::Result<RowLogInfo> read_log_info(const std::filesystem::path& folder);

// The logs below `state_dir`/rows, by name. A folder that is missing has none.
[[nodiscard]] base::Result<std::vector<std::string>> list_logs(
    const std::filesystem::path& state_dir);
[[nodiscard]] std::filesystem::path log_folder(const std::filesystem::path& state_dir,
                                               const std::string& log);

}  // namespace spark::store
