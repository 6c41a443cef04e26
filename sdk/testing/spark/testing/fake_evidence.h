// The fake host's evidence: records in memory, for tests to look at.
#pragma once

#include <string>

namespace spark::testing {

// The functions of the extension of that id; null if it is another one.
[[nodiscard]] const void* evidence_extension(const std::string& id);

}  // namespace spark::testing
