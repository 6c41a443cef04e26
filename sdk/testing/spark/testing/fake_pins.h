// The fake host's pins: FakeHost::pins.
#pragma once

#include <string>

namespace spark::testing {

// The functions of that extension; null if it is none of these.
[[nodiscard]] const void* pins_extension(const std::string& id);

}  // namespace spark::testing
