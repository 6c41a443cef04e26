// The configuration's JSON Schema (draft 2020-12), for editors that complete and check YAML by one.
// Written from the tables that the reader itself uses (keys.h) and from what plugins declare.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "base/schema.h"

namespace spark::config {

// The declarations of the plugin that is called `name` under plugins:.
struct PluginSchema {
  struct Stage {
    std::string type;
    base::Schema params;
  };
  std::string name;
  std::string summary;
  base::Schema params;
  base::Schema model_params;  // meaningful if has_models
  std::vector<Stage> stages;
  bool has_models = false;
};

// Indented JSON text, the same for the same plugins in the same order. The schema checks less than
// the reader: of names that must exist elsewhere, slots and routes it knows only the form.
[[nodiscard]] std::string json_schema(std::span<const PluginSchema> plugins);

}  // namespace spark::config
