// What a day's file says, as one digest: two files with the same rows have the same one, however
// their pages lie.
#pragma once

#include <atomic>
#include <cstdint>
#include <filesystem>
#include <string>

#include "store/record_log.h"

namespace spark::store {

// Rows, texts and columns are only ever added at the end, so a digest says of which beginning of a
// file it is.
struct RowDigest {
  uint64_t columns = 0;
  uint64_t texts = 0;
  uint64_t rows = 0;
  std::string sha256;  // over columns, texts and rows, in the order of the file

  bool operator==(const RowDigest&) const = default;
};

// Reads the whole file, with what its write-ahead log holds, and writes nothing; `stop` ends it
// with an error. With `beginning` of as many columns, texts and rows as that has: a day that only
// grew since then gives the same digest.
[[nodiscard]] RowResult<RowDigest> digest_of_day(const std::filesystem::path& file,
                                                 const std::atomic<bool>& stop,
                                                 const RowDigest* beginning = nullptr);

}  // namespace spark::store
