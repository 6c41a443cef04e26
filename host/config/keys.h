// Every key that the configuration knows, as tables. MapReader accepts only these keys, and the
// JSON Schema for editors (json_schema.h) is written from them, so neither can know a key that the
// other does not.
#pragma once

#include <span>
#include <string_view>

namespace spark::config {

// The form of a key's value.
enum class Shape {
  boolean,
  whole,     // within min … max
  number,    // finite
  ratio,     // 2% or 0.02
  duration,  // 60ms; more than 0
  text,      // not empty
  name,      // of a plugin, model, …
  slot,      // input.mid
  path,
  address,   // 127.0.0.1, ::1
  route,     // POST executor /predict
  prefix,    // the beginning of a metric name
  prefixes,  // a list of them
  paths,     // a list of paths of routes
  names,     // a list of names of models
  labels,    // a list of metrics' labels, such as status=success
  digest,    // a SHA-256
  word,      // one of `words`
  table,     // a map with the keys of `inner`
  tables,    // a map from names to such maps
  bindings,  // a map from features to slots
  renames,   // a map from texts to texts
  ranks,     // a map from texts to one of `words`
  mode,      // of a file, as for chmod: 0660
  fields,    // a list of input fields
  origins,   // a list of https://console.example
  input,     // a JSON shape
  answer,    // a JSON object of slots and constants
  settings,  // as the plugin's own schema allows
};

struct Keys;

struct Key {
  std::string_view name;
  Shape shape = Shape::text;
  bool required = false;
  std::string_view doc;  // one sentence
  std::span<const std::string_view> words = {};
  const Keys* inner = nullptr;
  double min = 0;
  double max = 0;
};

// A key that is no longer known. The reader refuses it by name and says what to write instead. No
// other key ever gets this name.
struct Retired {
  std::string_view name;
  std::string_view instead;  // "write …"
};

struct Keys {
  std::string_view what;  // the expectation, for messages: "a map such as {port: 4001}"
  std::span<const Key> keys;
  std::span<const Retired> retired = {};

  [[nodiscard]] const Key* find(std::string_view name) const;
  [[nodiscard]] const Retired* find_retired(std::string_view name) const;
};

extern const Keys top_keys;
extern const Keys alert_keys;
extern const Keys alert_subject_keys;
extern const Keys alert_rule_keys;
extern const Keys clock_keys;
extern const Keys lineage_keys;
extern const Keys log_keys;
extern const Keys confirm_keys;
extern const Keys retention_keys;
extern const Keys shutdown_keys;
extern const Keys listener_keys;
extern const Keys peers_keys;
extern const Keys plugin_keys;
extern const Keys may_keys;
extern const Keys model_keys;
extern const Keys pipeline_keys;
extern const Keys metrics_keys;
extern const Keys health_keys;
extern const Keys inference_keys;
extern const Keys stage_keys;
extern const Keys breaker_keys;

// Names that no plugin may have any more.
[[nodiscard]] const Retired* retired_plugin(std::string_view id);

inline constexpr int breaker_calls_max = 1'000'000;
inline constexpr double announce_ms_max = 600'000;
inline constexpr int confirm_answers_max = 1'000'000;
inline constexpr int slow_requests_per_s_max = 1'000;

}  // namespace spark::config
