// The fake host's swaps: FakeHost::swaps, which a test ends.
#pragma once

#include <string>

namespace spark::testing {

// The functions of that extension; null if it is none of these.
[[nodiscard]] const void* swaps_extension(const std::string& id);

}  // namespace spark::testing
