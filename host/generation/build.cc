// Wiring: the order in which a generation comes to be.
#include "generation/build.h"

#include <algorithm>
#include <optional>

#include "base/clock.h"
#include "base/text.h"
#include "config/flow.h"
#include "config/settings.h"
#include "generation/plugin_catalogue.h"
#include "generation/reusable_parts.h"
#include "generation/route_rules.h"
#include "objects/copying.h"
#include "pipeline/compile.h"

namespace spark::generation {

namespace {

// Errors of an object name the original instead: operators know the original's path.
std::string original_words(const std::string& text, const std::filesystem::path& object,
                           const std::filesystem::path& original) {
  return base::replace_all(base::replace_all(text, object.string(), original.string()),
                           object.filename().string(), original.filename().string());
}

// Plugins that ship with the host own the series and paths that clients have always used.
services::Identity identity_of(const config::Plugin& plugin, const std::string& id) {
  services::Identity identity{plugin.name, id, plugin.may.metrics, plugin.may.routes};
  for (const auto& model : plugin.may.swap) identity.swaps.push_back(model.value);
  if (plugin.may.anything) {
    identity.metric_prefixes.emplace_back("");
    identity.route_prefixes.emplace_back("/");
  }
  return identity;
}

class Wiring {
 public:
  Wiring(Generation& generation, const ObjectPaths& paths, const BuildContext& context,
         config::Errors& errors)
      : generation_(generation),
        paths_(paths),
        context_(context),
        reusable_(context.reusable),
        errors_(errors) {}

  void plugins() {
    for (const auto& plugin : generation_.config.plugins) {
      if (const auto copy = paths_.find(blueprint::plugin_key(plugin.name)); copy != paths_.end())
        add_plugin(plugin, copy->second);
    }
  }

  void models() {
    for (const auto& model : generation_.config.models) {
      if (!generation_.blueprint.unloaded.contains(model.name)) add_model(model);
    }
  }

  void pipelines() {
    for (const auto& pipeline : generation_.config.pipelines) {
      if (pipeline.answer) add_pipeline(pipeline);
    }
  }

  void routes() { check_routes(generation_, errors_); }

  void inference() {
    if (!generation_.config.inference) return;
    std::vector<NamedModel> models;
    for (const auto& loaded : generation_.models) {
      const auto duration = context_.registry.histogram(
          {"spark_inference_duration_seconds",
           "From a request's body to its rendered answer, by model, over the inference protocol",
           {{"model", loaded.name}},
           duration_bounds_seconds(),
           0});
      if (!duration)
        errors_.add(generation_.config.inference->listener.place, "inference",
                    duration.error().text);
      models.push_back({loaded.name, loaded.model, duration ? *duration : metrics::Histogram()});
    }
    const InferenceModels before =
        context_.reusable.empty() ? InferenceModels{} : context_.reusable.front()->inference;
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
      served->workers = std::vector<PipelineWorker>(context_.host.workers);
      for (uint32_t worker = 0; worker < context_.host.workers; ++worker) {
        auto& own = served->workers[worker];
        own.runner = std::make_unique<pipeline::Runner>(*served->plan, worker);
        own.logged_at_ns.assign(served->plan->stages.size(), 0);
        own.notes =
            RequestNotes({static_cast<int64_t>(generation_.config.log.slow_request_ms * 1e6),
                          generation_.config.log.slow_requests_per_s});
      }
    }
  }

 private:
  void add_plugin(const config::Plugin& plugin, const std::filesystem::path& file) {
    const std::string path = blueprint::plugin_key(plugin.name);
    const std::string& sha256 = generation_.blueprint.objects.at(path);
    std::string settings_text = blueprint::settings_line(plugin);
    if (const LoadedPlugin* same = reusable_.plugin(plugin.name, sha256, settings_text)) {
      keep(plugin, *same);
      return;
    }
    context_.steps.at(path);
    auto library = plugin::Library::open(file, sha256);
    if (!library) {
      errors_.add(
          plugin.place, path,
          original_words(library.error().text, file, plugin.library.value_or(plugin.name + ".so")));
      return;
    }
    const plugin::Description& description = (*library)->description();
    const size_t errors_before = errors_.size();
    const auto settings = config::check_settings(plugin.with, description.params, path + ".with",
                                                 generation_.config.folder, errors_);
    if (errors_.size() != errors_before) return;

    auto host = std::make_shared<services::PluginHost>(context_.host,
                                                       identity_of(plugin, description.note.id));
    auto instance = plugin::PluginObject::create(*library, plugin.name, settings, host);
    if (!instance) {
      errors_.add(plugin.place, path, instance.error().text);
      return;
    }
    keep(plugin,
         {plugin.name, std::move(settings_text), sha256, std::move(host), std::move(*instance)});
  }

  void keep(const config::Plugin& plugin, LoadedPlugin object) {
    if (auto merged = generation_.routes.merge(object.host->routes()); !merged) {
      errors_.add(plugin.place, blueprint::plugin_key(plugin.name), merged.error().text);
    }
    generation_.plugins.push_back(std::move(object));
  }

  void add_model(const config::Model& model) {
    const std::string path = blueprint::model_key(model.name);
    const LoadedPlugin* plugin = generation_.find_plugin(model.plugin.value);
    if (plugin == nullptr) return;  // reported where the plugin failed
    const auto copy = paths_.find(path);
    if (model.artefact && copy == paths_.end()) return;  // reported where it was not copied
    LoadedModel made;
    made.name = model.name;
    made.plugin = plugin->name;
    if (model.artefact) made.artefact = model.artefact->value;
    made.settings = config::flow(model.with);
    if (model.artefact) made.sha256 = generation_.blueprint.objects.at(path);
    made.model = reusable_.model(*plugin, made);
    if (!made.model) {
      context_.steps.at(path);
      made.model =
          create_model(model, *plugin, model.artefact ? std::optional(copy->second) : std::nullopt);
    }
    if (made.model) generation_.models.push_back(std::move(made));
  }

  std::shared_ptr<const plugin::ModelProxy> create_model(
      const config::Model& model, const LoadedPlugin& plugin,
      const std::optional<std::filesystem::path>& artefact) {
    const std::string path = blueprint::model_key(model.name);
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
    if (artefact && !is_verified(model, *artefact)) return nullptr;
    auto created = plugin.instance->create_model(model.name, settings, artefact);
    if (!created) {
      add_artefact_error(model, artefact, created.error().text);
      return nullptr;
    }
    return std::move(*created);
  }

  // Digests the artefact just before the plugin reads it, however long ago it was copied. The
  // plugin relies on this check (spark/abi.h).
  bool is_verified(const config::Model& model, const std::filesystem::path& artefact) {
    const auto digest = objects::digest_artefact(artefact);
    const bool is_same =
        digest && *digest == generation_.blueprint.objects.at(blueprint::model_key(model.name));
    if (!digest) {
      add_artefact_error(model, artefact, digest.error().text);
    } else if (!is_same) {
      add_artefact_error(model, artefact,
                         artefact.string() + ": it was changed since it was copied");
    }
    return is_same;
  }

  void add_artefact_error(const config::Model& model,
                          const std::optional<std::filesystem::path>& artefact,
                          const std::string& text) {
    errors_.add(model.artefact ? model.artefact->place : model.place,
                blueprint::model_key(model.name),
                artefact ? original_words(text, *artefact, model.artefact->value) : text);
  }

  // An edited pipeline may ask for a model that was unloaded when none did.
  bool has_models(const config::Pipeline& pipeline) {
    bool has_all = true;
    for (const auto& stage : pipeline.stages) {
      if (!stage.predict || !generation_.blueprint.unloaded.contains(stage.predict->value))
        continue;
      errors_.add(stage.predict->place,
                  "pipelines." + pipeline.name + ".stages." + stage.name + ".predict",
                  "model '" + stage.predict->value + "' was unloaded; load it first");
      has_all = false;
    }
    return has_all;
  }

  void add_pipeline(const config::Pipeline& pipeline) {
    if (auto same = reusable_.pipeline(pipeline, generation_)) {
      generation_.served.push_back(std::move(same));
      return;
    }
    if (!has_models(pipeline)) return;
    context_.steps.at("pipelines." + pipeline.name);
    PluginCatalogue catalogue(generation_);
    auto served = std::make_shared<Served>(context_.registry);
    auto plan = [&] {
      const metrics::Registry::Asking asking(context_.registry, served.get());
      return pipeline::compile(pipeline, {generation_.config, catalogue, context_.host.event_clock},
                               errors_);
    }();
    if (!plan) return;
    served->name = pipeline.name;
    served->line = pipeline.line;
    served->parts = catalogue.used();
    served->lineages = catalogue.lineages();
    for (const auto& model : generation_.config.models)
      served->model_bindings[model.name] = bindings(model);
    served->plan = std::move(plan);
    add_titles(*served);
    reusable_.keep_breakers(*served);
    generation_.served.push_back(std::move(served));
  }

  void add_titles(Served& served) const {
    for (const auto& placed : served.plan->stages) {
      const LoadedPlugin* const plugin = generation_.find_plugin(placed.plugin);
      const auto* const log = plugin == nullptr ? nullptr : plugin->host->log();
      served.titles.push_back({served.name + '.' + placed.name, log == nullptr ? 0 : log->about()});
    }
  }

  Generation& generation_;
  const ObjectPaths& paths_;
  const BuildContext& context_;
  const ReusableParts reusable_;
  config::Errors& errors_;
};

}  // namespace

std::unique_ptr<Generation> build_generation(const blueprint::Blueprint& blueprint,
                                             config::Config config, const ObjectPaths& paths,
                                             const BuildContext& context, config::Errors& errors) {
  auto generation = std::make_unique<Generation>();
  generation->blueprint = blueprint;
  generation->config = std::move(config);
  Wiring wiring(*generation, paths, context, errors);
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

}  // namespace spark::generation
