// The fake host's models: FakeHost::models and FakeHost::live.
#pragma once

#include <string>

namespace spark::testing {

// The functions of that extension; null if it is none of these.
[[nodiscard]] const void* models_extension(const std::string& id);

}  // namespace spark::testing
