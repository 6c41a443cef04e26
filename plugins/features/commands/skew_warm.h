// Minutes of market files before a recording, for hosts whose histories began with `warm_from`.
#pragma once

#include <string>
#include <vector>

#include "spark/recorded/rows.h"

namespace spark::skew {

// Adds the files' minutes from `from_ms` on to the recording, each symbol's before its first row:
// they are replayed first, and never compared. Errors name the file.
tool::Result<void> add_minutes(recorded::Recording& recording,
                               const std::vector<std::string>& inputs, int64_t from_ms);

}  // namespace spark::skew
