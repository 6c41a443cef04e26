// Lists the host's present problems, in words.
#pragma once

#include <string>
#include <vector>

#include "admin/context.h"

namespace spark::admin {

[[nodiscard]] std::vector<std::string> degraded(const Context& context);  // [desk]

}  // namespace spark::admin
