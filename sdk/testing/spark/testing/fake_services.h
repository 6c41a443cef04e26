// The fake host's services for an object that acts: durable values, timers, jobs and facts.
#pragma once

#include <string>

namespace spark::testing {

// The functions of that extension; null if it is none of these.
[[nodiscard]] const void* acting_extension(const std::string& id);

}  // namespace spark::testing
