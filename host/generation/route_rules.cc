#include "generation/route_rules.h"

#include <algorithm>

#include "base/assert.h"

namespace spark::generation {
namespace {

constexpr std::string_view host_paths = "/admin/";

const config::Place& place_of_plugin(const config::Config& config, std::string_view name) {
  const auto& all = config.plugins;
  const auto at =
      std::find_if(all.begin(), all.end(), [&](const auto& plugin) { return plugin.name == name; });
  SPARK_ASSERT(at != all.end(), "routes are of configured plugins");
  return at->place;
}

// The host has inference paths on admin listeners and on the configured inference listener.
bool is_hosts(const config::Config& config, const services::Route& route) {
  const auto listener = std::find_if(config.listeners.begin(), config.listeners.end(),
                                     [&](const auto& each) { return each.name == route.listener; });
  const bool admin =
      listener != config.listeners.end() && listener->access == config::Access::admin;
  const bool inference = config.inference && config.inference->listener.value == route.listener;
  return route.path.starts_with(host_paths) ||
         ((admin || inference) && config::is_inference_path(route.path));
}

}  // namespace

void check_routes(const Generation& generation, config::Errors& errors) {
  const config::Config& config = generation.config;
  for (const auto& pipeline : config.pipelines) {
    const std::string path = "pipelines." + pipeline.name + ".route";
    if (pipeline.route.path.starts_with(host_paths)) {
      errors.add(pipeline.route.place, path,
                 "paths below " + std::string(host_paths) + " belong to the host");
    }
    for (const auto& route : generation.routes.all()) {
      if (route.listener == pipeline.route.listener && route.method == pipeline.route.method &&
          route.path == pipeline.route.path) {
        errors.add(pipeline.route.place, path,
                   "plugin '" + route.owner + "' has this route already");
      }
    }
  }
  for (const auto& route : generation.routes.all()) {
    if (!is_hosts(config, route)) continue;
    errors.add(place_of_plugin(config, route.owner), blueprint::plugin_key(route.owner),
               "it asks for the route " + route.path + ", which belongs to the host");
  }
}

}  // namespace spark::generation
