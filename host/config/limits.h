// How many of each kind a configuration may hold; text, depth and nodes are bounded in node.h.
#pragma once

#include <cstddef>

namespace spark::config {

inline constexpr size_t listeners_max = 64;
inline constexpr size_t plugins_max = 64;
inline constexpr size_t models_max = 64;
inline constexpr size_t pipelines_max = 64;
inline constexpr size_t lineages_max = 64;
inline constexpr size_t stages_max = 64;         // per pipeline
inline constexpr size_t input_fields_max = 256;  // per pipeline, nested ones included
inline constexpr size_t bindings_max = 256;      // per model
inline constexpr size_t model_types_max = 64;    // renamed, per pipeline
inline constexpr size_t cors_origins_max = 64;   // per listener
inline constexpr size_t metric_labels_max = 64;  // named, per route of metrics
inline constexpr size_t grants_max = 64;         // of a kind, per plugin
inline constexpr size_t alerts_max = 200;
inline constexpr size_t alert_labels_max = 16;  // per alert
inline constexpr size_t overrides_max = 256;

}  // namespace spark::config
