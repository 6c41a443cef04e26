// Days that a host has recorded, as an input of tools.
#pragma once

#include <string>

#include "spark/recorded/rows.h"
#include "spark/recorded/url.h"
#include "spark/tool/result.h"

namespace spark::recorded {

// The rows of these days in the order in which they were answered, without what models said. Errors
// where there is none, and where a host has several logs and none is named. [tools]
[[nodiscard]] tool::Result<Recording> read_days(const RecordedDays& days,
                                                const std::string& state_dir);

// Whether a row can be sent again: it has ts and the four values of its input. Pure.
[[nodiscard]] bool is_whole(const Recorded& row);

// Rows as a file of snapshots, for readers of market files; in the order of their times, as minutes
// are. Rows that are not whole are left out, and those that were refused. Pure.
[[nodiscard]] std::string snapshots_csv(const Recording& recording);

}  // namespace spark::recorded
