// The facts that plugins publish, as operators see them.
#pragma once

#include <string>

#include "services/facts.h"

namespace spark::admin {

// {"facts": [{"name", "subject": {"pipeline", "model", "sha256"}, "value", "unit", "samples",
// "from", "to", "at", "age_ms", "basis"}]}, by name and subject; times are ISO 8601 in UTC, null
// where there is none; "basis" is the object that the fact was computed from, or null. `now_utc_ms`
// is for the ages. [desk]
[[nodiscard]] std::string facts_view(const services::Facts& facts, int64_t now_utc_ms);

}  // namespace spark::admin
