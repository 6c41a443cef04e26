// Views of generations and of the state folder's facts about them, for the admin interface.
#pragma once

#include <boost/json/array.hpp>

#include "generation/generation.h"

namespace spark::admin {

// The overrides: where the live definitions differ from the configuration's.
[[nodiscard]] boost::json::array overrides_json(const generation::Generation& generation);

}  // namespace spark::admin
