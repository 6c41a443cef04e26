// The name of this start of the process, for ids that must differ from those of any other start.
#pragma once

#include <string_view>

namespace spark::base {

// 16 hex digits, drawn at random when it is first asked for; the same until the process ends. [any]
[[nodiscard]] std::string_view start_id();

}  // namespace spark::base
