// Changes to the tree from outside the file. They are made before the tree is checked, so that the
// same rules and messages apply to them.
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "config/config.h"
#include "config/errors.h"
#include "config/node.h"

namespace spark::config {

inline constexpr size_t override_bytes_max = 4096;

// "dotted.key=value", the value as YAML. Missing keys on the way are made as maps. The last of two
// equal keys wins. A key with a dot in it cannot be reached this way.
void apply_overrides(Node& root, const std::vector<std::string>& overrides, Errors& errors);

// Whether Kubernetes has set the variable for a Service that is called ml. The variable then says
// where that Service is found, and does not concern this host.
[[nodiscard]] bool is_service_link(std::string_view name, std::string_view value);

// The variables that override the configuration, as this process has them; without service links,
// each of which gets a line of `passed_over`.
[[nodiscard]] Environment environment(std::vector<std::string>& passed_over);

// ML_PORT and ML_HOST become port and address of the listener ml-engine, if there is one. Empty is
// unset, and so is a service link.
void apply_environment(Node& root, const Environment& environment);

}  // namespace spark::config
