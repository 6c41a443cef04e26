// The last records of a chain, for people who look at it.
#pragma once

#include <cstddef>
#include <filesystem>
#include <vector>

#include "store/record.h"
#include "store/segment.h"

namespace spark::store {

// At most `count`, in order; also beside a host at work, whose half-written record is left out.
// Looks at the segments that they are in only: verify.h looks at all. [slow]
[[nodiscard]] base::Result<std::vector<Entry>, Flaw> last_entries(
    const std::filesystem::path& chain, size_t count);

}  // namespace spark::store
