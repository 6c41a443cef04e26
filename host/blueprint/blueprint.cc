#include "blueprint/blueprint.h"

#include <algorithm>
#include <boost/json.hpp>

#include "base/sha256.h"
#include "config/flow.h"

namespace spark::blueprint {
namespace {

namespace json = boost::json;

config::Config read(const Blueprint& blueprint, const std::vector<std::string>& overrides,
                    config::Errors& errors) {
  config::Config config = config::parse(blueprint.text, blueprint.file, blueprint.folder, overrides,
                                        blueprint.environment, errors);
  config.overrides = blueprint.sets;  // overrides of definitions are shown separately
  return config;
}

json::array pairs(const auto& all) {
  json::array out;
  for (const auto& [first, second] : all) out.push_back(json::array{first, second});
  return out;
}

std::string text_of(const json::value& value) {
  return std::string(value.as_string());
}

std::pair<std::string, std::string> pair_of(const json::value& value) {
  return {text_of(value.as_array().at(0)), text_of(value.as_array().at(1))};
}

// A plugin's grants (the names it may use) stand in its entry of the configuration, and stay with
// that entry when its library is replaced.
void keep_grants(config::Config& overridden, const Blueprint& blueprint) {
  config::Errors reported;  // where the overridden one was read
  const config::Config configuration = read(blueprint, blueprint.sets, reported);
  for (auto& plugin : overridden.plugins) {
    for (const auto& own : configuration.plugins)
      if (own.name == plugin.name) plugin.may = own.may;
  }
}

}  // namespace

std::string model_key(std::string_view name) {
  return "models." + std::string(name);
}

std::string plugin_key(std::string_view name) {
  return "plugins." + std::string(name);
}

std::string name_in(std::string_view key) {
  return std::string(key.substr(key.find('.') + 1));
}

std::string settings_line(const config::Plugin& plugin) {
  return config::flow(plugin.with) + " " + config::flow(plugin.may);
}

std::string object_of(const Blueprint& blueprint, const std::string& key) {
  const auto found = blueprint.objects.find(key);
  return found == blueprint.objects.end() ? "" : found->second;
}

std::string definition(const config::Model& model) {
  return config::flow(model);
}

std::string definition(const config::Plugin& plugin) {
  std::string line;
  const auto add = [&](const char* key, const std::string& value) {
    line += std::string(line.empty() ? "\"" : ", \"") + key + "\": " + value;
  };
  if (plugin.library) add("library", config::flow_text(plugin.library->string()));
  if (plugin.sha256) add("sha256", config::flow_text(plugin.sha256->value));
  if (!plugin.with.entries.empty()) add("with", config::flow(plugin.with));
  return "{" + line + "}";
}

std::map<std::string, std::string> definitions(const config::Config& config) {
  std::map<std::string, std::string> all;
  for (const auto& plugin : config.plugins) all[plugin_key(plugin.name)] = definition(plugin);
  for (const auto& model : config.models) all[model_key(model.name)] = definition(model);
  return all;
}

config::Config read_configuration(const Blueprint& blueprint, config::Errors& errors) {
  return read(blueprint, blueprint.sets, errors);
}

config::Config read_overridden(const Blueprint& blueprint, config::Errors& errors) {
  std::vector<std::string> all = blueprint.sets;
  for (const auto& each : blueprint.overrides) all.push_back(each.what + "=" + each.now);
  config::Config config = read(blueprint, all, errors);
  if (!blueprint.overrides.empty()) keep_grants(config, blueprint);
  return config;
}

std::vector<Override> still_holding(const std::vector<Override>& overrides,
                                    const config::Config& configuration) {
  const auto own = definitions(configuration);
  std::vector<Override> holding;
  for (const auto& each : overrides) {
    const auto found = own.find(each.what);
    if (found != own.end() && found->second == each.yaml) holding.push_back(each);
  }
  return holding;
}

std::map<std::string, std::string> objects_of_same(const Blueprint& before, const Blueprint& now) {
  config::Errors reported;  // where they were read first
  const auto was = definitions(read_overridden(before, reported));
  const auto is = definitions(read_overridden(now, reported));
  std::map<std::string, std::string> objects;
  for (const auto& [key, sha256] : before.objects) {
    const auto old = was.find(key);
    const auto own = is.find(key);
    if (old != was.end() && own != is.end() && old->second == own->second)
      objects.emplace(key, sha256);
  }
  return objects;
}

void set_override(Blueprint& blueprint, Override override_) {
  std::erase_if(blueprint.overrides,
                [&](const Override& each) { return each.what == override_.what; });
  if (override_.now != override_.yaml) blueprint.overrides.push_back(std::move(override_));
}

std::string fingerprint(const Blueprint& blueprint) {
  json::array overrides;
  for (const auto& each : blueprint.overrides)
    overrides.push_back(json::array{each.what, each.now, each.sha256});
  return base::sha256_hex(json::serialize(json::array{
      blueprint.folder, blueprint.text, json::value_from(blueprint.sets), std::move(overrides),
      pairs(blueprint.objects), json::value_from(blueprint.unloaded)}));
}

std::string to_json(const Blueprint& blueprint) {
  json::array overrides;
  for (const auto& each : blueprint.overrides) {
    overrides.push_back({{"what", each.what},
                         {"yaml", each.yaml},
                         {"now", each.now},
                         {"sha256", each.sha256},
                         {"since_utc_ms", each.since_utc_ms},
                         {"by", each.by}});
  }
  return json::serialize(json::object{{"file", blueprint.file},
                                      {"folder", blueprint.folder},
                                      {"text", blueprint.text},
                                      {"sets", json::value_from(blueprint.sets)},
                                      {"environment", pairs(blueprint.environment)},
                                      {"overrides", std::move(overrides)},
                                      {"objects", pairs(blueprint.objects)},
                                      {"unloaded", json::value_from(blueprint.unloaded)}});
}

base::Result<Blueprint> blueprint_from_json(std::string_view text) {
  // Written by a host, but perhaps by another version, or by hand.
  try {
    const json::value value = json::parse(json::string_view(text.data(), text.size()));
    Blueprint out;
    out.file = text_of(value.at("file"));
    out.folder = text_of(value.at("folder"));
    out.text = text_of(value.at("text"));
    for (const auto& set : value.at("sets").as_array()) out.sets.push_back(text_of(set));
    for (const auto& pair : value.at("environment").as_array())
      out.environment.push_back(pair_of(pair));
    for (const auto& each : value.at("overrides").as_array()) {
      out.overrides.push_back({text_of(each.at("what")), text_of(each.at("yaml")),
                               text_of(each.at("now")), text_of(each.at("sha256")),
                               each.at("since_utc_ms").to_number<int64_t>(),
                               text_of(each.at("by"))});
    }
    for (const auto& pair : value.at("objects").as_array()) out.objects.insert(pair_of(pair));
    for (const auto& name : value.at("unloaded").as_array()) out.unloaded.insert(text_of(name));
    return out;
  } catch (const std::exception& thrown) {
    return base::Error(std::string("it does not describe a generation: ") + thrown.what());
  }
}

}  // namespace spark::blueprint
