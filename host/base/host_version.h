// The version of this host, as CMake has it.
#pragma once

#include <string_view>

namespace spark::base {

extern const std::string_view host_version;

}  // namespace spark::base
