// From a change to the blueprint of the next generation.
#include "change/change.h"

#include <algorithm>

#include "base/nearest.h"
#include "config/errors.h"
#include "config/flow.h"
#include "config/node.h"
#include "config/paths.h"

namespace spark::change {
namespace {

template <class T>
std::vector<std::string> names_of(const std::vector<T>& all) {
  std::vector<std::string> names;
  for (const auto& each : all) names.push_back(each.name);
  return names;
}

template <class T>
const T* find(const std::vector<T>& all, std::string_view name) {
  const auto at = std::find_if(all.begin(), all.end(), [&](const T& t) { return t.name == name; });
  return at == all.end() ? nullptr : &*at;
}

Refusal unknown(const char* kind, std::string_view name, const std::vector<std::string>& known) {
  const std::string near = base::nearest_name(name, known);
  const std::string text = "no " + std::string(kind) + " " + config::in_quotes(name);
  if (!near.empty()) return {404, text + "; did you mean '" + near + "'?"};
  return {404, text + (known.empty() ? "" : "; there are: " + config::listed(known))};
}

base::Result<config::Node, Refusal> map_of(const std::string& what, const std::string& yaml) {
  config::Errors errors;
  config::Node node = config::parse_yaml(yaml, what, errors);
  if (!errors.empty()) return Refusal{400, what + ": " + errors.all().front().text};
  return node;
}

// Artefact, options and bindings are meant for one plugin and mean nothing to another. A pin
// belongs to the role, not to the model in it.
config::Model from_defaults(const config::Model& own, const std::string& plugin) {
  config::Model model;
  model.name = own.name;
  model.place = own.place;
  model.plugin = {plugin, own.plugin.place};
  model.pinned = own.pinned;
  return model;
}

bool is_of_another_plugin(const config::Model& own, const ModelChange& change) {
  return change.plugin && *change.plugin != own.plugin.value;
}

// The definition of `own` with the change made.
base::Result<config::Model, Refusal> changed(const config::Model& own, const ModelChange& change,
                                             const std::string& folder) {
  config::Model model =
      is_of_another_plugin(own, change) ? from_defaults(own, *change.plugin) : own;
  if (change.artefact) {
    const auto path = config::from_folder(folder, *change.artefact);
    // The configured digest is that of the configured artefact only.
    if (!model.artefact || model.artefact->value != path) model.sha256.reset();
    model.artefact = config::Placed<std::filesystem::path>{path, {}};
  }
  if (change.with) {
    auto with = map_of(blueprint::model_key(change.name) + ".with", *change.with);
    if (!with) return with.error();
    model.with = std::move(*with);
  }
  if (change.bind) {
    auto bind = map_of(blueprint::model_key(change.name) + ".bind", *change.bind);
    if (!bind) return bind.error();
    model.bind.clear();
    for (const auto& [feature, slot] : bind->entries)
      model.bind.emplace_back(feature.text, config::Placed<std::string>{slot.text, {}});
  }
  return model;
}

// Gives the plugin or model `what` the definition `now`, made of `sha256` where that is known.
void redefine(blueprint::Blueprint& next, const Present& present, const std::string& what,
              std::string now, const std::string& sha256, std::string_view by) {
  const auto own = blueprint::definitions(present.configuration);
  const auto yaml = own.find(what);
  // An operator who gives a model a definition wants it loaded.
  if (what == blueprint::model_key(blueprint::name_in(what)))
    next.unloaded.erase(blueprint::name_in(what));
  blueprint::set_override(next, {what, yaml == own.end() ? "" : yaml->second, std::move(now),
                                 sha256, present.now_utc_ms, std::string(by)});
  if (sha256.empty()) {
    next.objects.erase(what);
  } else {
    next.objects[what] = sha256;
  }
}

base::Result<blueprint::Blueprint, Refusal> swapped(const Change& change, const Present& present) {
  blueprint::Blueprint next = present.blueprint;
  const auto& models = present.running.models;
  for (const auto& each : change.models) {
    const config::Model* own = find(models, each.name);
    if (own == nullptr) return unknown("model", each.name, names_of(models));
    const std::string what = blueprint::model_key(each.name);
    if (each.like) {
      const config::Model* other = find(models, *each.like);
      if (other == nullptr) return unknown("model", *each.like, names_of(models));
      config::Model same = *other;
      same.pinned = own->pinned;  // a pin belongs to the role, not to the model in it
      redefine(next, present, what, blueprint::definition(same),
               blueprint::object_of(present.blueprint, blueprint::model_key(other->name)), "swap");
      continue;
    }
    if (each.plugin && find(present.running.plugins, *each.plugin) == nullptr)
      return unknown("plugin", *each.plugin, names_of(present.running.plugins));
    auto model = changed(*own, each, present.blueprint.folder);
    if (!model) return model.error();
    const bool same_object = !each.artefact && !is_of_another_plugin(*own, each);
    redefine(next, present, what, blueprint::definition(*model),
             same_object ? blueprint::object_of(present.blueprint, what) : "", "swap");
  }
  return next;
}

base::Result<blueprint::Blueprint, Refusal> upgraded(const Change& change, const Present& present) {
  const auto& plugins = present.running.plugins;
  const std::string name = blueprint::name_in(change.what);
  const config::Plugin* own = find(plugins, name);
  if (own == nullptr) return unknown("plugin", name, names_of(plugins));
  config::Plugin plugin = *own;
  plugin.library = config::from_folder(present.blueprint.folder, change.library);
  if (own->library != plugin.library) plugin.sha256.reset();  // it is that of own->library
  blueprint::Blueprint next = present.blueprint;
  redefine(next, present, change.what, blueprint::definition(plugin), "", "upgrade");
  return next;
}

base::Result<blueprint::Blueprint, Refusal> rolled_back(const Change& change,
                                                        const Present& present) {
  const auto now = blueprint::definitions(present.running);
  if (!now.contains(change.what)) {
    const bool is_model = change.what.starts_with("models.");
    const std::string name = blueprint::name_in(change.what);
    return is_model ? unknown("model", name, names_of(present.running.models))
                    : unknown("plugin", name, names_of(present.running.plugins));
  }
  const auto previous = present.previous.find(change.what);
  if (previous == present.previous.end())
    return Refusal{409, change.what + " has no previous definition: it was not changed yet"};
  blueprint::Blueprint next = present.blueprint;
  redefine(next, present, change.what, previous->second.now, previous->second.sha256, "rollback");
  return next;
}

base::Result<blueprint::Blueprint, Refusal> loaded(const Change& change, const Present& present) {
  const auto own = blueprint::definitions(present.configuration);
  const auto found = own.find(change.what);
  if (found == own.end())
    return unknown("model", blueprint::name_in(change.what),
                   names_of(present.configuration.models));
  blueprint::Blueprint next = present.blueprint;
  redefine(next, present, change.what, found->second, "", "load");
  return next;
}

// Refused while a pipeline uses the model: a pipeline never asks a model that is not there.
base::Result<blueprint::Blueprint, Refusal> unloaded(const Change& change, const Present& present) {
  const std::string name = blueprint::name_in(change.what);
  if (find(present.running.models, name) == nullptr)
    return unknown("model", name, names_of(present.running.models));
  for (const auto& pipeline : present.running.pipelines) {
    for (const auto& stage : pipeline.stages) {
      if (stage.predict && stage.predict->value == name)
        return Refusal{409, change.what + " is asked by pipelines." + pipeline.name + ".stages." +
                                stage.name + "; only a model that no pipeline asks is unloaded"};
    }
  }
  blueprint::Blueprint next = present.blueprint;
  next.unloaded.insert(name);
  next.objects.erase(change.what);
  return next;
}

// A definition whose text is unchanged keeps its object, even if the files that it names have
// changed. An operator who wants the changed files asks for them (changed_files.h).
base::Result<blueprint::Blueprint, Refusal> reloaded(const Present& present, std::string text) {
  blueprint::Blueprint next = present.blueprint;
  next.text = std::move(text);
  config::Errors errors;
  const config::Config configuration = blueprint::read_configuration(next, errors);
  if (!errors.empty()) return Refusal{422, errors.render()};
  next.overrides = blueprint::still_holding(next.overrides, configuration);
  const config::Config running = blueprint::read_overridden(next, errors);
  if (!errors.empty()) return Refusal{422, errors.render()};
  const auto before = blueprint::definitions(present.running);
  const auto after = blueprint::definitions(running);
  std::erase_if(next.objects, [&](const auto& object) {
    const auto was = before.find(object.first);
    const auto is = after.find(object.first);
    return was == before.end() || is == after.end() || was->second != is->second;
  });
  return next;
}

}  // namespace

std::string_view verb_name(Verb verb) {
  switch (verb) {
    case Verb::start:
      return "start";
    case Verb::swap:
      return "swap";
    case Verb::rollback:
      return "rollback";
    case Verb::upgrade:
      return "upgrade";
    case Verb::reload:
      return "reload";
    case Verb::load:
      return "load";
    case Verb::unload:
      return "unload";
  }
  return "";
}

std::vector<std::string> Change::claims() const {
  if (verb == Verb::reload || verb == Verb::start) return {"*"};
  if (models.empty()) return {what};
  std::vector<std::string> claims;
  for (const auto& model : models) claims.push_back(blueprint::model_key(model.name));
  return claims;
}

std::string Change::title() const {
  std::string title(verb_name(verb));
  if (verb == Verb::reload || verb == Verb::start) return title;
  for (const auto& each : claims()) title += " " + each;
  return title;
}

base::Result<blueprint::Blueprint, Refusal> next_blueprint(const Change& change,
                                                           const Present& present,
                                                           std::optional<std::string> text) {
  switch (change.verb) {
    case Verb::swap:
      return swapped(change, present);
    case Verb::upgrade:
      return upgraded(change, present);
    case Verb::rollback:
      return rolled_back(change, present);
    case Verb::reload:
      return reloaded(present, std::move(text).value_or(present.blueprint.text));
    case Verb::load:
      return loaded(change, present);
    case Verb::unload:
      return unloaded(change, present);
    case Verb::start:
      break;
  }
  return present.blueprint;
}

}  // namespace spark::change
