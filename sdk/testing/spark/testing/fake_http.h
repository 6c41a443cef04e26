// The fake host's routes: handlers are called by FakeHost::call().
#pragma once

#include <string>

namespace spark::testing {

// The functions of that extension; null if it is none of these.
[[nodiscard]] const void* http_extension(const std::string& id);

}  // namespace spark::testing
