// Follows the rules by which reusable_parts.cc reuses parts and change_report.cc compares them.
#include "change/planned.h"

#include <algorithm>
#include <set>
#include <string>
#include <utility>

#include "config/flow.h"
#include "generation/reusable_parts.h"

namespace spark::change {
namespace {

template <class T>
const T* find(const std::vector<T>& all, const std::string& name) {
  const auto at = std::find_if(all.begin(), all.end(), [&](const T& t) { return t.name == name; });
  return at == all.end() ? nullptr : &*at;
}

class Comparison {
 public:
  Comparison(const generation::Generation& live, const blueprint::Blueprint& blueprint,
             const config::Config& config, const GenerationReport& report)
      : live_(live), blueprint_(blueprint), config_(config), report_(report) {}

  std::vector<Difference> run() {
    plugins();
    models();
    pipelines();
    for (auto& each : alert_differences(live_.config, config_))
      differences_.push_back(std::move(each));
    return std::move(differences_);
  }

 private:
  using Kind = Difference::Kind;

  void plugins() {
    for (const auto& plugin : config_.plugins) {
      const std::string key = blueprint::plugin_key(plugin.name);
      const generation::LoadedPlugin* before = live_.find_plugin(plugin.name);
      const std::string sha256 = blueprint::object_of(blueprint_, key);
      if (before != nullptr && before->sha256 == sha256 &&
          before->settings == blueprint::settings_line(plugin))
        continue;
      Difference difference{Kind::plugin, plugin.name, side(before), after(key), ""};
      if (before != nullptr) difference.state = state(*before, key);
      add(key, std::move(difference));
    }
    for (const auto& plugin : live_.plugins) {
      if (find(config_.plugins, plugin.name) == nullptr)
        add(blueprint::plugin_key(plugin.name), {Kind::plugin, plugin.name, side(&plugin), {}, ""});
    }
  }

  void models() {
    for (const auto& model : config_.models) {
      if (blueprint_.unloaded.contains(model.name)) continue;
      const std::string key = blueprint::model_key(model.name);
      const generation::LoadedModel* before = live_.find_model(model.name);
      const std::string object = model.artefact ? blueprint::object_of(blueprint_, key) : "";
      if (before != nullptr && before->plugin == model.plugin.value && before->sha256 == object &&
          before->settings == config::flow(model.with) &&
          !changed_.contains(blueprint::plugin_key(model.plugin.value)))
        continue;
      add(key, {Kind::model, model.name, side(before), after(key), ""});
    }
    for (const auto& model : live_.models) {
      const bool stays =
          find(config_.models, model.name) != nullptr && !blueprint_.unloaded.contains(model.name);
      if (!stays)
        add(blueprint::model_key(model.name), {Kind::model, model.name, side(&model), {}, ""});
    }
  }

  void pipelines() {
    for (const auto& pipeline : config_.pipelines) {
      if (!is_same(pipeline)) differences_.push_back({Kind::pipeline, pipeline.name, {}, {}, ""});
    }
    for (const auto& pipeline : live_.config.pipelines) {
      if (find(config_.pipelines, pipeline.name) == nullptr)
        differences_.push_back({Kind::pipeline, pipeline.name, {}, {}, ""});
    }
  }

  [[nodiscard]] bool is_same(const config::Pipeline& pipeline) const {
    const auto* before = find(live_.config.pipelines, pipeline.name);
    if (before == nullptr || before->line != pipeline.line) return false;
    const generation::Served* served = live_.find_served(pipeline.name);
    if (served == nullptr) return true;  // it has no parts
    const bool same_parts =
        std::none_of(served->parts.begin(), served->parts.end(),
                     [&](const auto& part) { return changed_.contains(part.first); });
    const auto same_bindings = [&](const config::Model& model) {
      const auto found = served->model_bindings.find(model.name);
      return found != served->model_bindings.end() && found->second == generation::bindings(model);
    };
    return same_parts && std::all_of(config_.models.begin(), config_.models.end(), same_bindings);
  }

  // Whether the previous plugin object's state would be carried.
  [[nodiscard]] std::string state(const generation::LoadedPlugin& before,
                                  const std::string& key) const {
    const auto part = report_.parts.find(key);
    if (part == report_.parts.end()) return "";
    return state_after(before.instance->state_schema(), part->second.state_schema);
  }

  [[nodiscard]] Difference::Side after(const std::string& key) const {
    const auto part = report_.parts.find(key);
    return {part == report_.parts.end() ? "" : part->second.version,
            blueprint::object_of(blueprint_, key)};
  }

  void add(const std::string& key, Difference difference) {
    changed_.insert(key);
    differences_.push_back(std::move(difference));
  }

  const generation::Generation& live_;
  const blueprint::Blueprint& blueprint_;
  const config::Config& config_;
  const GenerationReport& report_;
  std::set<std::string, std::less<>> changed_;  // keys
  std::vector<Difference> differences_;
};

}  // namespace

std::vector<Difference> planned_differences(const generation::Generation& live,
                                            const blueprint::Blueprint& blueprint,
                                            const config::Config& config,
                                            const GenerationReport& report) {
  return Comparison(live, blueprint, config, report).run();
}

}  // namespace spark::change
