// The last day of market files or of a record log, for a history that would take a day to gather.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>

#include "gathered.h"
#include "spark/rows_reader.h"

namespace features {

// Reads one series: a file, a folder of files, or a pattern such as data/*.csv.gz. Rows become
// minutes as the snapshots of requests would. Calls goes_on(rows) every 10,000 rows and ends early
// if it returns false. At most `symbols_max` symbols. Throws spark::Error, which names the file.
// [jobs]
[[nodiscard]] Warm read_market(const std::string& input, uint32_t symbols_max,
                               const std::function<bool(uint64_t rows)>& goes_on);

// recorder://predict: the newest day of the log recorder.predict of this host;
// recorder://2024-05-01/predict: the time until the end of that day (UTC);
// recorder:///srv/spark/var/predict: the newest day of a log of the host with that state folder.
struct RecordedInput {
  std::string log;               // its full name
  std::string state_dir;         // "": this host's
  std::optional<int64_t> to_ms;  // the first time that is left out
};
[[nodiscard]] bool is_recorded(const std::string& input);
// Throws spark::Error for an input of another form, with the forms that there are. Pure.
[[nodiscard]] RecordedInput recorded_input(const std::string& input);

// Reads the last day and a bit of a recorder's log, up to `now_ms`. What a request could not have
// moved a history by is left out: other units, impossible values, pipelines that only read.
// Otherwise as read_market(). [jobs]
[[nodiscard]] Warm read_record(const spark::RowsReader& rows, const std::string& input,
                               int64_t now_ms, uint32_t symbols_max,
                               const std::function<bool(uint64_t rows)>& goes_on);

}  // namespace features
