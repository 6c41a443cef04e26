// A recorded day as a source of snapshots: the same rows, in the order in which they were answered.
#pragma once

#include <memory>
#include <string>

#include "sources.h"

namespace spark::replay {

// Reads the days of `url` (recorder://2024-05-01) from a host's state folder, or from the one that
// sparkctl finds if it is "". Rows that cannot be sent again, since they came without ts or without
// a value, are left out, and name() counts them. [tools]
tool::Result<std::unique_ptr<Source>> open_recorded(const std::string& url,
                                                    const std::string& state_dir,
                                                    const SourceOptions& options);

}  // namespace spark::replay
