// Wiring: the order in which a generation comes to be.
#include "daemon/wire.h"

#include <algorithm>
#include <optional>

#include "base/assert.h"
#include "base/clock.h"
#include "config/flow.h"
#include "config/settings.h"
#include "daemon/plugin_catalogue.h"
#include "pipeline/compile.h"

namespace spark::daemon {

namespace {

constexpr std::string_view host_paths = "/admin/";

class Wiring {
 public:
  Wiring(Generation& generation, const StagedPaths& staged, const WireContext& context,
         config::Errors& errors)
      : generation_(generation), staged_(staged), context_(context), errors_(errors) {}

  void plugins() {
    for (const auto& plugin : generation_.config.plugins) {
      if (const auto staged = staged_.find(plugin_key(plugin.name)); staged != staged_.end())
        add_plugin(plugin, staged->second);
    }
  }

  void models() {
    for (const auto& model : generation_.config.models) add_model(model);
  }

  void pipelines() {
    for (const auto& pipeline : generation_.config.pipelines) {
      if (pipeline.answer) add_pipeline(pipeline);
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
      if (!is_hosts(route)) continue;
      errors_.add(place_of_plugin(route.owner), plugin_key(route.owner),
                  "it asks for the route " + route.path + ", which belongs to the host");
    }
  }

  void inference() {
    if (!generation_.config.inference) return;
    std::vector<NamedModel> models;
    for (const auto& loaded : generation_.models) models.push_back({loaded.name, loaded.model});
    const InferenceModels before =
        context_.former.empty() ? InferenceModels{} : context_.former.front()->inference;
    generation_.inference = make_inference_models(models, before, context_.host.workers);
  }

  void runners() {
    for (auto& served : generation_.served) {
      if (!served->workers.empty()) continue;  // it serves already
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
        own.logged_at_ns.assign(served->plan->steps.size(), 0);
      }
    }
  }

 private:
  [[nodiscard]] const config::Place& place_of_plugin(std::string_view name) const {
    const auto& all = generation_.config.plugins;
    const auto at = std::find_if(all.begin(), all.end(),
                                 [&](const auto& plugin) { return plugin.name == name; });
    SPARK_ASSERT(at != all.end(), "routes are of configured plugins");
    return at->place;
  }

  [[nodiscard]] bool is_hosts(const services::Route& route) const {
    const auto& inference = generation_.config.inference;
    return route.path.starts_with(host_paths) ||
           (inference && inference->listener.value == route.listener &&
            config::is_inference_path(route.path));
  }

  void add_plugin(const config::Plugin& plugin, const std::filesystem::path& file) {
    const std::string path = plugin_key(plugin.name);
    const std::string& sha256 = generation_.blueprint.objects.at(path);
    // The path is where it was copied from, which makes no difference.
    const std::string settings_line = config::flow(plugin.with);
    if (const PluginObject* same = former_plugin(plugin.name, sha256, settings_line)) {
      keep(plugin, *same);
      return;
    }
    context_.steps.at(path);
    auto library = plugin::Library::open(file, sha256);
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
    keep(plugin, {plugin.name, settings_line, sha256, std::move(host), std::move(*instance)});
  }

  void keep(const config::Plugin& plugin, PluginObject object) {
    if (auto merged = generation_.routes.merge(object.host->routes()); !merged) {
      errors_.add(plugin.place, plugin_key(plugin.name), merged.error().text);
    }
    generation_.plugins.push_back(std::move(object));
  }

  [[nodiscard]] const PluginObject* former_plugin(std::string_view name, std::string_view sha256,
                                                  std::string_view settings_line) const {
    for (const Generation* former : context_.former) {
      const PluginObject* found = former->find_plugin(name);
      if (found != nullptr && found->sha256 == sha256 && found->definition == settings_line)
        return found;
    }
    return nullptr;
  }

  void add_model(const config::Model& model) {
    const std::string path = model_key(model.name);
    const PluginObject* plugin = generation_.find_plugin(model.plugin.value);
    if (plugin == nullptr) return;  // reported where the plugin failed
    const auto staged = staged_.find(path);
    if (model.artefact && staged == staged_.end()) return;  // reported where it was staged
    LoadedModel made;
    made.name = model.name;
    made.plugin = plugin->name;
    if (model.artefact) made.artefact = model.artefact->value;
    made.definition = config::flow(model.with);
    if (model.artefact) made.object = generation_.blueprint.objects.at(path);
    made.model = former_model(*plugin, made);
    if (!made.model) {
      context_.steps.at(path);
      made.model = create_model(model, *plugin,
                                model.artefact ? std::optional(staged->second) : std::nullopt);
    }
    if (made.model) generation_.models.push_back(std::move(made));
  }

  // The same plugin object made it, of the same object, with the same settings; under the same name
  // if there is one, since nothing changes then.
  [[nodiscard]] std::shared_ptr<const plugin::ModelProxy> former_model(
      const PluginObject& plugin, const LoadedModel& wanted) const {
    std::shared_ptr<const plugin::ModelProxy> found;
    for (const Generation* former : context_.former) {
      const PluginObject* maker = former->find_plugin(plugin.name);
      if (maker == nullptr || maker->instance != plugin.instance) continue;
      for (const LoadedModel& each : former->models) {
        if (each.plugin != wanted.plugin || each.object != wanted.object ||
            each.definition != wanted.definition)
          continue;
        if (each.name == wanted.name) return each.model;
        if (!found) found = each.model;
      }
    }
    return found;
  }

  std::shared_ptr<const plugin::ModelProxy> create_model(
      const config::Model& model, const PluginObject& plugin,
      const std::optional<std::filesystem::path>& artefact) {
    const std::string path = model_key(model.name);
    const plugin::Description& description = plugin.instance->library().description();
    if (!description.has_models) {
      errors_.add(model.plugin.place, path + ".plugin",
                  "plugin '" + plugin.name + "' makes no models");
      return nullptr;
    }
    const size_t errors_before = errors_.size();
    const auto settings = config::check_settings(
        model.with, description.model_params, path + ".with", generation_.config.folder, errors_);
    if (errors_.size() != errors_before) return nullptr;
    auto created = plugin.instance->create_model(model.name, settings, artefact);
    if (!created) {
      errors_.add(model.artefact ? model.artefact->place : model.place, path, created.error().text);
      return nullptr;
    }
    return std::move(*created);
  }

  void add_pipeline(const config::Pipeline& pipeline) {
    if (auto same = former_pipeline(pipeline)) {
      generation_.served.push_back(std::move(same));
      return;
    }
    context_.steps.at("pipelines." + pipeline.name);
    PluginCatalogue catalogue(generation_);
    auto plan = pipeline::compile(pipeline, {generation_.config, catalogue}, errors_);
    if (!plan) return;
    auto served = std::make_shared<Served>(context_.registry);
    served->name = pipeline.name;
    served->line = pipeline.line;
    served->parts = catalogue.used();
    for (const auto& model : generation_.config.models)
      served->model_definitions[model.name] = bindings(model);
    served->plan = std::move(plan);
    keep_breakers(*served);
    generation_.served.push_back(std::move(served));
  }

  // Of a model's definition, what a plan depends on besides the model itself.
  static std::string bindings(const config::Model& model) {
    std::string text;
    for (const auto& [feature, slot] : model.bind) text += feature + "=" + slot.value + "\n";
    return text;
  }

  // Of the live generation only: the stages of a former one are made anew, so that their series
  // come last in their families again.
  [[nodiscard]] std::shared_ptr<Served> former_pipeline(const config::Pipeline& pipeline) const {
    if (context_.former.empty()) return nullptr;
    for (const auto& served : context_.former.front()->served) {
      if (served->name == pipeline.name && served->line == pipeline.line && has_same_parts(*served))
        return served;
    }
    return nullptr;
  }

  [[nodiscard]] bool has_same_parts(const Served& served) const {
    const auto same_part = [&](const auto& part) {
      return PluginCatalogue::part(generation_, part.first) == part.second;
    };
    const auto same_bindings = [&](const config::Model& model) {
      const auto found = served.model_definitions.find(model.name);
      return found != served.model_definitions.end() && found->second == bindings(model);
    };
    const auto& models = generation_.config.models;
    return std::all_of(served.parts.begin(), served.parts.end(), same_part) &&
           std::all_of(models.begin(), models.end(), same_bindings);
  }

  // A breaker that opened for a model stays open for that model, whatever else is changed.
  void keep_breakers(Served& served) {
    if (context_.former.empty()) return;
    const Served* before = context_.former.front()->find_served(served.name);
    if (before == nullptr) return;
    for (auto& step : served.plan->steps) {
      if (!step.breaker || !step.predicts()) continue;
      for (const auto& old : before->plan->steps) {
        const bool same = old.name == step.name && old.model == step.model && old.breaker &&
                          old.breaker->limits == step.breaker->limits;
        if (same) step.breaker = old.breaker;
      }
    }
  }

  Generation& generation_;
  const StagedPaths& staged_;
  const WireContext& context_;
  config::Errors& errors_;
};

}  // namespace

std::unique_ptr<Generation> build_generation(const Blueprint& blueprint, config::Config config,
                                             const StagedPaths& staged, const WireContext& context,
                                             config::Errors& errors) {
  auto generation = std::make_unique<Generation>();
  generation->blueprint = blueprint;
  generation->config = std::move(config);
  Wiring wiring(*generation, staged, context, errors);
  context.steps.begin("create");
  wiring.plugins();
  context.steps.begin("model");
  wiring.models();
  context.steps.begin("bind");
  wiring.pipelines();
  wiring.routes();
  if (!errors.empty()) return nullptr;
  wiring.inference();
  wiring.runners();
  if (!errors.empty()) return nullptr;
  generation->built_utc_ms = base::utc_ms();
  return generation;
}

}  // namespace spark::daemon
