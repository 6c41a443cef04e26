// The strict check of a JSON document that is kept for good: every later reader, in whatever
// language, must see the same values.
#pragma once

#include <string_view>

#include "base/error.h"

namespace spark::base {

// Fails, saying why, unless `text` is one JSON object in UTF-8, at most 32 levels deep, in which no
// object names a member twice. Names are compared as they read, without their escapes.
[[nodiscard]] Result<void> check_strict_json(std::string_view text);

}  // namespace spark::base
