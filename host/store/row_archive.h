// Days of record logs after their retention: packed, with a sum beside each.
//
//   <archive>/<plugin>.<name>/2026-11-27.db.gz
//   <archive>/<plugin>.<name>/2026-11-27.db.gz.sha256      as sha256sum writes it
#pragma once

#include <atomic>
#include <filesystem>
#include <string>
#include <vector>

#include "base/error.h"
#include "store/record_log.h"
#include "store/row_digest.h"

namespace spark::store {

enum class Archived : uint8_t {
  now,     // it was packed and compared
  before,  // the archive has the day, and each of its rows
};

// Copies a day's file, with what its write-ahead log holds, to the archive, and reads the copy
// again to compare it. A day that is archived already is read and compared instead: an archived
// file that has another sum, or other rows than the day, is an error, and is left as it is. So is a
// copy whose rows are not those on record; null: they are on no record. Slow; `stop` ends it with
// an error, and what is incomplete is removed. The day's file stays as it is.
base::Result<Archived> archive_day(const std::filesystem::path& file,
                                   const std::filesystem::path& folder,
                                   const std::atomic<bool>& stop,
                                   const RowDigest* recorded = nullptr);

// The archived days of one log, oldest first. A folder that is missing has none.
[[nodiscard]] base::Result<std::vector<RowDayFile>> list_archived(
    const std::filesystem::path& folder);

// Unpacks an archived day into `into`, as day_file() names it there. The error says which file is
// missing or has another sum.
base::Result<void> unpack_day(const std::filesystem::path& folder, const std::string& day,
                              const std::filesystem::path& into);

}  // namespace spark::store
