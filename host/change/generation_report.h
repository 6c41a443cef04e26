// Describes a generation that was tried, as the trial's process tells it to the host: one line of
// JSON for each part, series and route.
#pragma once

#include <map>
#include <span>
#include <string>
#include <vector>

#include "generation/generation.h"

namespace spark::change {

struct GenerationReport {
  struct Part {
    std::string version;
    std::string state_schema;  // of a plugin; "": the plugin keeps no state
    std::string target;        // of a model: "event/horizon/reference"
  };
  std::map<std::string, Part> parts;  // by "plugins.<name>" and "models.<name>"
  std::vector<std::string> series;    // name{labels}, sorted; a histogram is one
  std::vector<std::string> routes;    // "POST executor /verb", sorted; those of plugins
};

// Called in the trial's process.
[[nodiscard]] std::vector<std::string> report_lines(const generation::Generation& generation,
                                                    const metrics::Registry& registry);

// Called in the host. Passes over unknown lines, since plugins ran in the trial's process.
[[nodiscard]] GenerationReport read_report(std::span<const std::string> lines);

// The series of a registry that have a value, as reports name them; sorted.
[[nodiscard]] std::vector<std::string> series_of(const metrics::Registry& registry);

// "POST executor /verb" of each route; sorted.
[[nodiscard]] std::vector<std::string> route_names(const services::PluginRoutes& routes);

}  // namespace spark::change
