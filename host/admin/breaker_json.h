// A stage's circuit breaker, as operators see it.
#pragma once

#include <boost/json/object.hpp>

#include "generation/generation.h"

namespace spark::admin {

[[nodiscard]] boost::json::object breaker_json(const frame::Breaker& breaker);

}  // namespace spark::admin
