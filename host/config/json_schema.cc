#include "config/json_schema.h"

#include <boost/json.hpp>

#include "config/keys.h"
#include "config/limits.h"

namespace spark::config {
namespace {

namespace json = boost::json;

json::string text(std::string_view view) {
  return json::string(view.data(), view.size());
}

json::object pattern(const char* expression) {
  return {{"type", "string"}, {"pattern", expression}};
}

json::object number_or(const char* expression, double min) {
  return {{"anyOf", {{{"type", "number"}, {"minimum", min}}, pattern(expression)}}};
}

constexpr const char* name_pattern = "^[a-z][a-z0-9_-]{0,62}$";
constexpr const char* slot_pattern = "^[A-Za-z][A-Za-z0-9_-]*(\\.[A-Za-z][A-Za-z0-9_-]*)+$";
constexpr const char* duration_pattern = "^[0-9]+(\\.[0-9]+)?(ms|s|min|h|d)$";
constexpr const char* size_pattern = "^[0-9]+(KiB|MiB|GiB)$";
constexpr const char* ratio_pattern = "^[0-9]+(\\.[0-9]+)?([eE][-+]?[0-9]+)?%$";
constexpr const char* origin_pattern =
    "^https?://([A-Za-z0-9._-]+|\\[[0-9A-Fa-f:.]+\\])(:[0-9]{1,5})?$";

constexpr const char* metric_prefix_pattern = "^[A-Za-z_][A-Za-z0-9_:]{0,63}$";
constexpr const char* label_pattern = "^[A-Za-z_][A-Za-z0-9_]*=";

json::object schema_of(const Keys& keys);

json::object list_of(json::object item) {
  return {{"type", "array"}, {"items", std::move(item)}, {"minItems", 1}};
}

json::object words_of(std::span<const std::string_view> words) {
  json::array all;
  for (const std::string_view word : words) all.push_back(text(word));
  return {{"enum", std::move(all)}};
}

// A map from names to values that `inner` describes.
json::object named(json::object inner) {
  return {{"type", "object"},
          {"propertyNames", {{"pattern", name_pattern}}},
          {"additionalProperties", std::move(inner)}};
}

json::object schema_of(const Key& key) {
  switch (key.shape) {
    case Shape::boolean:
      return {{"type", "boolean"}};
    case Shape::whole:
      return {{"type", "integer"},
              {"minimum", static_cast<int64_t>(key.min)},
              {"maximum", static_cast<int64_t>(key.max)}};
    case Shape::number:
      return {{"type", "number"}};
    case Shape::ratio:
      return number_or(ratio_pattern, key.min);
    case Shape::duration:
      return pattern(duration_pattern);
    case Shape::text:
    case Shape::path:
    case Shape::address:
      return {{"type", "string"}, {"minLength", 1}};
    case Shape::name:
      return pattern(name_pattern);
    case Shape::slot:
      return pattern(slot_pattern);
    case Shape::route:
      return pattern("^(GET|POST) +[a-z][a-z0-9_-]{0,62} +/[^ ]*$");
    case Shape::prefix:
      return pattern(metric_prefix_pattern);
    case Shape::prefixes:
      return list_of(pattern(metric_prefix_pattern));
    case Shape::paths:
      return list_of(pattern("^/[^ ]*$"));
    case Shape::names:
      return list_of(pattern(name_pattern));
    case Shape::labels:
      return {{"type", "array"}, {"items", pattern(label_pattern)}};
    case Shape::digest:
      return pattern("^[0-9a-f]{64}$");
    case Shape::word:
      return words_of(key.words);
    case Shape::table:
      return schema_of(*key.inner);
    case Shape::tables:
      return named(schema_of(*key.inner));
    case Shape::bindings:
      return {{"type", "object"}, {"additionalProperties", pattern(slot_pattern)}};
    case Shape::renames:
      return {{"type", "object"}, {"additionalProperties", {{"type", "string"}, {"minLength", 1}}}};
    case Shape::ranks:
      return {{"type", "object"}, {"additionalProperties", words_of(key.words)}};
    case Shape::mode:
      return {{"anyOf", {{{"type", "integer"}}, pattern("^0?[0-7]{3}$")}}};
    case Shape::fields:
      return {{"type", "array"}, {"items", {{"type", "string"}}}, {"minItems", 2}};
    case Shape::origins:
      return {
          {"type", "array"}, {"items", pattern(origin_pattern)}, {"maxItems", cors_origins_max}};
    case Shape::input:
      return {{"$ref", "#/$defs/input"}};
    case Shape::answer:
    case Shape::settings:
      return {{"type", "object"}};
  }
  return {};
}

json::object schema_of(const Keys& keys) {
  json::object properties;
  json::array required;
  for (const Key& key : keys.keys) {
    json::object schema = schema_of(key);
    schema["description"] = text(key.doc);
    properties[text(key.name)] = std::move(schema);
    if (key.required) required.push_back(text(key.name));
  }
  json::object out{
      {"type", "object"}, {"properties", std::move(properties)}, {"additionalProperties", false}};
  if (!required.empty()) out["required"] = std::move(required);
  return out;
}

json::object schema_of(base::ParamType type) {
  using base::ParamType;
  switch (type) {
    case ParamType::boolean:
      return {{"type", "boolean"}};
    case ParamType::i64:
      return {{"type", "integer"}};
    case ParamType::f64:
      return {{"type", "number"}};
    case ParamType::ratio:
      return {{"anyOf", {{{"type", "number"}}, pattern(ratio_pattern)}}};
    case ParamType::duration:
      return pattern(duration_pattern);
    case ParamType::size:
      return number_or(size_pattern, 0);
    case ParamType::slot:
    case ParamType::slot_f64:
    case ParamType::slot_i64:
    case ParamType::slot_bool:
    case ParamType::slot_string:
      return pattern(slot_pattern);
    case ParamType::predict:
    case ParamType::model:
      return pattern(name_pattern);
    case ParamType::string:
    case ParamType::path:
    case ParamType::group:
      return {{"type", "string"}};
  }
  return {};
}

json::object schema_of(const base::Schema& params) {
  json::object properties;
  json::array required;
  for (const base::Param& param : params) {
    json::object schema = schema_of(param.type);
    if (param.min != param.max && schema.contains("type")) {
      schema["minimum"] = param.min;
      schema["maximum"] = param.max;
    }
    if (param.list) schema = {{"type", "array"}, {"items", std::move(schema)}};
    schema["description"] =
        text(param.fallback ? param.doc + " (default " + *param.fallback + ")" : param.doc);
    properties[text(param.name)] = std::move(schema);
    if (param.required) required.push_back(text(param.name));
  }
  json::object out{
      {"type", "object"}, {"properties", std::move(properties)}, {"additionalProperties", false}};
  if (!required.empty()) out["required"] = std::move(required);
  return out;
}

// If `conditions` (key to constant) hold, `params` describe `with`.
json::object when(std::initializer_list<std::pair<const char*, std::string_view>> conditions,
                  const base::Schema& params) {
  json::object constants;
  json::array required;
  for (const auto& [key, value] : conditions) {
    constants[key] = {{"const", text(value)}};
    required.push_back(json::string(key));
  }
  return {{"if", {{"properties", std::move(constants)}, {"required", std::move(required)}}},
          {"then", {{"properties", {{"with", schema_of(params)}}}}}};
}

json::object input_schema() {
  const json::object value = pattern("^(int|float|bool|string|float\\[\\])\\??$");
  return {{"type", "object"},
          {"minProperties", 1},
          {"propertyNames", {{"pattern", "^[A-Za-z][A-Za-z0-9_-]{0,62}\\??$"}}},
          {"additionalProperties", {{"anyOf", {value, {{"$ref", "#/$defs/input"}}}}}}};
}

json::object& inner(json::object& schema, std::string_view key) {
  return schema["properties"].as_object()[text(key)].as_object();
}

void add_plugins(json::object& root, std::span<const PluginSchema> plugins) {
  json::object& map = inner(root, "plugins");
  json::object properties;
  json::array models;
  json::array stages;
  for (const PluginSchema& plugin : plugins) {
    json::object own = schema_of(plugin_keys);
    inner(own, "with") = schema_of(plugin.params);
    own["description"] = text(plugin.summary);
    properties[text(plugin.name)] = std::move(own);
    if (plugin.has_models) models.push_back(when({{"plugin", plugin.name}}, plugin.model_params));
    for (const auto& stage : plugin.stages) {
      if (plugin.stages.size() == 1)
        stages.push_back(when({{"plugin", plugin.name}}, stage.params));
      if (plugin.stages.size() > 1) {
        stages.push_back(when({{"plugin", plugin.name}, {"stage", stage.type}}, stage.params));
      }
    }
  }
  map["properties"] = std::move(properties);
  if (!models.empty())
    inner(root, "models")["additionalProperties"].as_object()["allOf"] = std::move(models);
  json::object& pipeline = inner(root, "pipelines")["additionalProperties"].as_object();
  if (!stages.empty())
    inner(pipeline, "stages")["additionalProperties"].as_object()["allOf"] = std::move(stages);
}

// Boost.JSON writes no white space, and people read schemas, too.
void write(const json::value& value, const std::string& indent, std::string& out) {
  const std::string deeper = indent + "  ";
  const auto open = [&](char bracket) { (out += bracket) += '\n'; };
  const auto close = [&](char bracket) { ((out += '\n') += indent) += bracket; };
  const auto between = [&](bool& first) {
    if (!first) out += ",\n";
    first = false;
    out += deeper;
  };
  bool first = true;
  if (const auto* object = value.if_object(); object != nullptr && !object->empty()) {
    open('{');
    for (const auto& [key, member] : *object) {
      between(first);
      (out += json::serialize(json::string(key))) += ": ";
      write(member, deeper, out);
    }
    close('}');
  } else if (const auto* array = value.if_array(); array != nullptr && !array->empty()) {
    open('[');
    for (const json::value& item : *array) {
      between(first);
      write(item, deeper, out);
    }
    close(']');
  } else {
    out += json::serialize(value);
  }
}

}  // namespace

std::string json_schema(std::span<const PluginSchema> plugins) {
  json::object root{{"$schema", "https://json-schema.org/draft/2020-12/schema"},
                    {"title", "The configuration of a Spark executor"}};
  for (auto& [key, value] : schema_of(top_keys)) root[key] = std::move(value);
  root["$defs"] = {{"input", input_schema()}};
  add_plugins(root, plugins);
  std::string out;
  write(root, "", out);
  return out + '\n';
}

}  // namespace spark::config
