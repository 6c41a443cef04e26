// What the admin interface shows of generations and of what survives them.
#pragma once

#include <boost/json/array.hpp>

#include "generation/generation.h"

namespace spark::admin {

// Where what runs differs from what the configuration says.
[[nodiscard]] boost::json::array overrides_json(const generation::Generation& generation);

}  // namespace spark::admin
