#include "plugin/kept_schemas.h"

#include <utility>

#include "plugin/guard.h"
#include "plugin/text.h"

namespace spark::plugin {

base::Result<KeptSchemas> kept_schemas_of(spark_plugin* plugin) {
  KeptSchemas all;
  if (plugin->extension == nullptr) return all;
  const void* found = nullptr;
  if (!guarded_void([&] { found = plugin->extension(plugin, SPARK_EXT_KEEPS); }))
    return base::Error("its extension threw when it was asked for the schemas that it keeps");
  if (found == nullptr) return all;
  const auto& offered = *static_cast<const spark_ext_keeps*>(found);
  if (offered.count > SPARK_KEEPS_SCHEMAS_MAX)
    return base::Error("it lists more than " + std::to_string(SPARK_KEEPS_SCHEMAS_MAX) +
                       " schemas of durable values");
  if (offered.schemas == nullptr && offered.count > 0)
    return base::Error("its list of schemas of durable values is null");
  all.emplace();
  for (uint32_t i = 0; i < offered.count; ++i) {
    auto schema = read_name(offered.schemas[i], "a schema of its durable values", ".-/");
    if (!schema) return schema.error();
    all->insert(std::move(*schema));
  }
  return all;
}

}  // namespace spark::plugin
