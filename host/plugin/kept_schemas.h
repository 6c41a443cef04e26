// The schemas of durable values that a plugin object lists (spark.keeps/1).
#pragma once

#include <optional>
#include <set>
#include <string>

#include "base/error.h"
#include "spark/ext/draft/keeps.h"

namespace spark::plugin {

// Nothing: the plugin object offers no list.
using KeptSchemas = std::optional<std::set<std::string>>;

// Asks `plugin` for its list, and copies it. Fails for one that the host would not understand; to
// offer none is fine. [builder]
[[nodiscard]] base::Result<KeptSchemas> kept_schemas_of(spark_plugin* plugin);

}  // namespace spark::plugin
