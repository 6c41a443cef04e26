// Looking for records in a chain's files, beside the host that writes them.
#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <vector>

#include "store/record.h"
#include "store/segment.h"

namespace spark::store {

// Calls `take` with each record after that sequence, in order. Reads only the segments that hold
// such records. A half-written last record is left out. [slow]
[[nodiscard]] base::Result<void, Flaw> each_after(const std::filesystem::path& chain,
                                                  uint64_t sequence,
                                                  const std::function<void(const Entry&)>& take);

struct Search {
  std::function<bool(const Entry&)> wants;
  int64_t since_utc_ms = 0;
  size_t limit = 1;
  // Whether to give up, asked for each record; the result is then what was found so far.
  std::function<bool()> is_stopped;
};

// The last `limit` records that are wanted, in their order. Reads segments from the last one
// backwards until they are found or older than `since_utc_ms`. [slow]
[[nodiscard]] base::Result<std::vector<Entry>, Flaw> find_last(const std::filesystem::path& chain,
                                                               const Search& search);

}  // namespace spark::store
