// The last records of a chain, for people who look at it.
#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <vector>

#include "store/record.h"
#include "store/segment.h"

namespace spark::store {

struct LastQuery {
  size_t count = 20;
  uint64_t until = 0;             // the last record to be shown; 0: the chain's
  std::filesystem::path archive;  // read as well, for records that are archived; "": it is not
};

// At most `count` records, in order. Works beside a running host, whose half-written record is left
// out. Reads only the segments that hold these records; verify.h reads all. [slow]
[[nodiscard]] base::Result<std::vector<Entry>, Flaw> last_entries(
    const std::filesystem::path& chain, const LastQuery& query);

}  // namespace spark::store
