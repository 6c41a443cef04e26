// The rows of a log's archive before those that are live.
#pragma once

#include <filesystem>
#include <span>
#include <string>
#include <vector>

#include "base/error.h"
#include "store/row_reader.h"

namespace spark::ctl {

// The logs that have a folder in the archive, by name; "": no archive, and none.
[[nodiscard]] base::Result<std::vector<std::string>> archived_logs(
    const std::filesystem::path& archive);

// The columns of a log's archived days, as the newest of them says; none where it has no day.
[[nodiscard]] base::Result<store::RowColumns> archived_columns(
    const std::filesystem::path& archive);

// As store::read_rows(), with the archived days first, each unpacked into a folder that goes
// again. A day that is both is read once: it is live until it is removed. `archive` is the log's
// folder there; empty: none.
base::Result<void> read_rows_with_archive(const std::filesystem::path& folder,
                                          const std::filesystem::path& archive,
                                          std::span<const store::RowDayFile> live,
                                          const store::RowQuery& query, const store::TakeRow& take);

}  // namespace spark::ctl
