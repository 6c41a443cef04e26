// Changes to the tree that come from outside the file, made before it is checked, so that they are
// checked by the same rules and reported in the same words.
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "config/errors.h"
#include "config/node.h"

namespace spark::config {

inline constexpr size_t override_bytes_max = 4096;

// "dotted.key=value", the value as YAML. What does not exist on the way is made as a map. The last
// of two equal keys wins. A key with a dot in it cannot be reached this way.
void apply_overrides(Node& root, const std::vector<std::string>& overrides, Errors& errors);

// Whether Kubernetes has set the variable, for a Service that is called ml: it then means where
// that Service is found, and nothing of this host's.
[[nodiscard]] bool is_service_link(std::string_view name, std::string_view value);

// ML_PORT and ML_HOST become port and address of the listener ml-engine, if there is one. Empty is
// unset, and so is a service link.
void apply_environment(Node& root,
                       const std::vector<std::pair<std::string, std::string>>& environment);

}  // namespace spark::config
