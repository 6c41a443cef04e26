// The version of this host, as CMake has it.
#pragma once

#include <string_view>

namespace spark::daemon {

inline constexpr std::string_view host_version = SPARK_VERSION;

}  // namespace spark::daemon
