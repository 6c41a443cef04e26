// The last records of a chain, for people who look at it.
#pragma once

#include <cstddef>
#include <filesystem>
#include <vector>

#include "store/record.h"
#include "store/segment.h"

namespace spark::store {

// At most `count` records, in order. Works beside a running host, whose half-written record is left
// out. Reads only the segments that hold these records; verify.h reads all. [slow]
[[nodiscard]] base::Result<std::vector<Entry>, Flaw> last_entries(
    const std::filesystem::path& chain, size_t count);

}  // namespace spark::store
