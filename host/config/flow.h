// Parts of a configuration as one line of YAML in flow style. Overrides are written in it, and two
// definitions are compared by it. Reading the line again gives the same part.
#pragma once

#include <string>
#include <string_view>

#include "config/config.h"

namespace spark::config {

// Scalars that were quoted, or that flow style would read otherwise, are quoted.
[[nodiscard]] std::string flow(const Node& node);

// In double quotes, escaped.
[[nodiscard]] std::string flow_text(std::string_view text);

// {plugin: …, artefact: …, sha256: …, with: …, bind: …, pinned: …}; the artefact's path is
// absolute.
[[nodiscard]] std::string flow(const Model& model);

// {metrics: […], routes: […]}, or "anything".
[[nodiscard]] std::string flow(const May& may);

}  // namespace spark::config
