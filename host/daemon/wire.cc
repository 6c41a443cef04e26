// Wiring: the order in which a generation comes to be.
#include "daemon/wire.h"

#include <algorithm>
#include <optional>

#include "base/clock.h"
#include "config/settings.h"
#include "daemon/plugin_catalogue.h"
#include "pipeline/compile.h"

namespace spark::daemon {

const LoadedModel* Generation::find_model(std::string_view name) const {
  const auto at =
      std::find_if(models.begin(), models.end(), [&](const auto& m) { return m.name == name; });
  return at == models.end() ? nullptr : &*at;
}

const PluginObject* Generation::find_plugin(std::string_view name) const {
  const auto at =
      std::find_if(plugins.begin(), plugins.end(), [&](const auto& p) { return p.name == name; });
  return at == plugins.end() ? nullptr : &*at;
}

Served* Generation::find_served(std::string_view name) const {
  const auto at =
      std::find_if(served.begin(), served.end(), [&](const auto& s) { return s->name == name; });
  return at == served.end() ? nullptr : at->get();
}

std::vector<std::string> libraries_in(const std::filesystem::path& folder) {
  std::vector<std::string> names;
  std::error_code ignored;
  for (const auto& entry : std::filesystem::directory_iterator(folder, ignored)) {
    if (entry.path().extension() == ".so") names.push_back(entry.path().stem().string());
  }
  std::sort(names.begin(), names.end());
  return names;
}

namespace {

constexpr std::string_view host_paths = "/admin/";

class Wiring {
 public:
  Wiring(Generation& generation, const WireContext& context, config::Errors& errors)
      : generation_(generation), context_(context), errors_(errors) {}

  void plugins() {
    for (const auto& plugin : generation_.config.plugins) add_plugin(plugin);
  }

  void models() {
    for (const auto& model : generation_.config.models) add_model(model);
  }

  void pipelines() {
    PluginCatalogue catalogue(generation_);
    for (const auto& pipeline : generation_.config.pipelines) {
      if (!pipeline.answer) continue;
      auto plan = pipeline::compile(pipeline, {generation_.config, catalogue}, errors_);
      if (!plan) continue;
      auto served = std::make_unique<Served>();
      served->name = pipeline.name;
      served->plan = std::move(plan);
      generation_.served.push_back(std::move(served));
    }
  }

  // A path belongs to one owner: a pipeline, a plugin, or the host itself.
  void routes() {
    for (const auto& pipeline : generation_.config.pipelines) {
      const std::string path = "pipelines." + pipeline.name + ".route";
      if (pipeline.route.path.starts_with(host_paths)) {
        errors_.add(pipeline.route.place, path,
                    "paths below " + std::string(host_paths) + " belong to the host");
      }
      for (const auto& route : generation_.routes.all()) {
        if (route.listener == pipeline.route.listener && route.method == pipeline.route.method &&
            route.path == pipeline.route.path) {
          errors_.add(pipeline.route.place, path,
                      "plugin '" + route.owner + "' has this route already");
        }
      }
    }
    for (const auto& route : generation_.routes.all()) {
      if (!route.path.starts_with(host_paths)) continue;
      errors_.add({generation_.config.file.string(), 0, 0}, "plugins." + route.owner,
                  "it asks for the route " + route.path + ", which belongs to the host");
    }
  }

  void runners() {
    for (auto& served : generation_.served) {
      auto made = PipelineMetrics::create(context_.registry, *served->plan);
      if (!made) {
        errors_.add({generation_.config.file.string(), 0, 0}, "pipelines." + served->name,
                    made.error().text);
        continue;
      }
      served->metrics = std::move(*made);
      served->workers.resize(context_.host.workers);
      for (uint32_t worker = 0; worker < context_.host.workers; ++worker) {
        auto& own = served->workers[worker];
        own.runner = std::make_unique<pipeline::Runner>(*served->plan, worker);
        own.runner->warm();
        own.logged_at_ns.assign(served->plan->steps.size(), 0);
      }
    }
  }

 private:
  void add_plugin(const config::Plugin& plugin) {
    const std::string path = "plugins." + plugin.name;
    const auto file = plugin.library.value_or(context_.plugin_folder / (plugin.name + ".so"));
    if (std::error_code ignored; !plugin.library && !std::filesystem::exists(file, ignored)) {
      errors_.add_unknown(plugin.place, path, "plugin (in " + context_.plugin_folder.string() + ")",
                          plugin.name, libraries_in(context_.plugin_folder));
      return;
    }
    auto library = plugin::Library::open(file);
    if (!library) {
      errors_.add(plugin.place, path, library.error().text);
      return;
    }
    const plugin::Description& description = (*library)->description();
    const size_t errors_before = errors_.size();
    const auto settings = config::check_settings(plugin.with, description.params, path + ".with",
                                                 generation_.config.folder, errors_);
    if (errors_.size() != errors_before) return;

    services::Identity identity{plugin.name, description.note.id, {}, {}};
    // What ships with the host owns the series and paths that its clients have always used.
    if (description.note.vendor == "Spark") {
      identity.metric_prefixes = {""};
      identity.route_prefixes = {""};
    }
    auto host = std::make_shared<services::HostObject>(context_.host, std::move(identity));
    auto instance = plugin::Instance::create(*library, plugin.name, settings, host);
    if (!instance) {
      errors_.add(plugin.place, path, instance.error().text);
      return;
    }
    if (auto merged = generation_.routes.merge(host->routes()); !merged) {
      errors_.add(plugin.place, path, merged.error().text);
    }
    generation_.plugins.push_back({plugin.name, std::move(host), std::move(*instance)});
  }

  void add_model(const config::Model& model) {
    const std::string path = "models." + model.name;
    const PluginObject* plugin = generation_.find_plugin(model.plugin.value);
    if (plugin == nullptr) return;  // reported where the plugin failed
    const plugin::Description& description = plugin->instance->library().description();
    if (!description.has_models) {
      errors_.add(model.plugin.place, path + ".plugin",
                  "plugin '" + plugin->name + "' makes no models");
      return;
    }
    const size_t errors_before = errors_.size();
    const auto settings = config::check_settings(
        model.with, description.model_params, path + ".with", generation_.config.folder, errors_);
    if (errors_.size() != errors_before) return;
    std::optional<std::filesystem::path> artefact;
    if (model.artefact) artefact = model.artefact->value;
    auto created = plugin->instance->create_model(model.name, settings, artefact);
    if (!created) {
      errors_.add(model.artefact ? model.artefact->place : model.place, path, created.error().text);
      return;
    }
    generation_.models.push_back({model.name, plugin->name,
                                  artefact.value_or(std::filesystem::path()), std::move(*created)});
  }

  Generation& generation_;
  const WireContext& context_;
  config::Errors& errors_;
};

}  // namespace

std::shared_ptr<Generation> build_generation(config::Config config, const WireContext& context,
                                             config::Errors& errors) {
  auto generation = std::make_shared<Generation>();
  generation->config = std::move(config);
  Wiring wiring(*generation, context, errors);
  wiring.plugins();
  wiring.models();
  wiring.pipelines();
  wiring.routes();
  if (!errors.empty()) return nullptr;
  wiring.runners();
  if (!errors.empty()) return nullptr;
  generation->built_utc_ms = base::utc_ms();
  return generation;
}

}  // namespace spark::daemon
