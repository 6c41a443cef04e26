#include "generation/check.h"

#include <utility>

#include "generation/bare_host.h"
#include "generation/build.h"
#include "generation/prepare_objects.h"
#include "plugin/library.h"

namespace spark::generation {

std::optional<Checked> check(blueprint::Blueprint blueprint,
                             const std::filesystem::path& plugin_folder, config::Errors& errors) {
  config::Config config = blueprint::read_configuration(blueprint, errors);
  SeenObjects seen;
  const auto prepared = prepare_objects(blueprint, config, plugin_folder, nullptr, seen, errors);
  BareHost bare(config);
  Steps steps;
  const auto built = build_generation(blueprint, std::move(config), prepared.paths,
                                      {bare.context(), bare.registry(), steps, {}}, errors);
  if (!built) return std::nullopt;
  return Checked{built->plugins.size(), built->models.size(), built->config.pipelines.size()};
}

std::vector<config::PluginSchema> schemas_in(
    const std::filesystem::path& plugin_folder,
    const std::function<void(const std::string& why)>& refused) {
  std::vector<config::PluginSchema> plugins;
  for (const auto& name : libraries_in(plugin_folder)) {
    const auto library = plugin::Library::open(plugin_folder / (name + ".so"));
    if (!library) {
      refused(library.error().text);
      continue;
    }
    const plugin::Description& said = (*library)->description();
    config::PluginSchema schema{name, said.summary,   said.params, said.model_params,
                                {},   said.has_models};
    for (const auto& type : said.stage_types) schema.stages.push_back({type.name, type.params});
    plugins.push_back(std::move(schema));
  }
  return plugins;
}

}  // namespace spark::generation
