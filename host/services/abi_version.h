// The ABI that this host offers to plugins.
#pragma once

#include <string>

namespace spark::services {

[[nodiscard]] std::string abi_version();  // "1.0": major and minor

}  // namespace spark::services
