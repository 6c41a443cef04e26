// What a day's file says, as one digest: two files with the same rows have the same one, however
// their pages lie. Private to store/.
#pragma once

#include <atomic>
#include <filesystem>
#include <string>

#include "store/record_log.h"

namespace spark::store {

struct RowDigest {
  uint64_t rows = 0;
  std::string sha256;  // over columns, texts and rows, in the order of the file

  bool operator==(const RowDigest&) const = default;
};

// Reads the whole file, with what its write-ahead log holds; `stop` ends it with an error.
[[nodiscard]] RowResult<RowDigest> digest_of_day(const std::filesystem::path& file,
                                                 const std::atomic<bool>& stop);

}  // namespace spark::store
