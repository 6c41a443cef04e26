// What a generation is made from, as values: enough to make the same one again after a restart, or
// first in another process.
//
// A definition is what a plugin (its library) or a model (plugin, artefact, settings) is made of.
// The configuration's may be replaced at run time; such an override remembers the value that it
// replaced and holds only while the configuration still says that.
#pragma once

#include <cstdint>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/error.h"
#include "config/config.h"

namespace spark::blueprint {

// "models.candidate", "plugins.ml-model": how definitions are named in overrides, answers, errors
// and records.
[[nodiscard]] std::string model_key(std::string_view name);
[[nodiscard]] std::string plugin_key(std::string_view name);
[[nodiscard]] std::string name_in(std::string_view key);  // without what stands before the dot

struct Override {
  std::string what;    // model_key() or plugin_key()
  std::string yaml;    // the configuration's definition, as one line
  std::string now;     // the one that holds instead
  std::string sha256;  // of its object; "" if it has none
  int64_t since_utc_ms = 0;
  std::string by;  // "swap", "upgrade", "rollback", …
};

struct Blueprint {
  std::string file;    // as given
  std::string folder;  // what its relative paths start from
  std::string text;    // as it was read
  std::vector<std::string> sets;
  std::vector<std::pair<std::string, std::string>> environment;
  std::vector<Override> overrides;
  // The object that each definition is made of, by its key. Where there is none yet, it is copied
  // from where the definition says.
  std::map<std::string, std::string> objects;
  std::set<std::string> unloaded;  // models, by name, that are not to be made
};

// The digest of what a definition is made of; "" if that is nothing, or not known yet.
[[nodiscard]] std::string object_of(const Blueprint& blueprint, const std::string& key);

// A plugin's settings and what it may name, as one line: what its object depends on besides its
// library. The path is where it was copied from, which makes no difference.
[[nodiscard]] std::string settings_line(const config::Plugin& plugin);

// The lines by which definitions are compared.
[[nodiscard]] std::string definition(const config::Model& model);
[[nodiscard]] std::string definition(const config::Plugin& plugin);
// By key: all of a configuration's.
[[nodiscard]] std::map<std::string, std::string> definitions(const config::Config& config);

// The configuration by itself, and with the overrides, which leave what a plugin may name as it is.
[[nodiscard]] config::Config read_configuration(const Blueprint& blueprint, config::Errors& errors);
[[nodiscard]] config::Config read_overridden(const Blueprint& blueprint, config::Errors& errors);

// Those whose replaced value is still what `configuration` (without overrides) says.
[[nodiscard]] std::vector<Override> still_holding(const std::vector<Override>& overrides,
                                                  const config::Config& configuration);

// The objects of those definitions of `before` that read the same in `now`, overrides applied.
[[nodiscard]] std::map<std::string, std::string> objects_of_same(const Blueprint& before,
                                                                 const Blueprint& now);

// Replaces the override of `what`, or drops it where `now` is the configuration's own value again.
void set_override(Blueprint& blueprint, Override override_);

// Names what it is made of: equal for two that make the same generation.
[[nodiscard]] std::string fingerprint(const Blueprint& blueprint);

[[nodiscard]] std::string to_json(const Blueprint& blueprint);
[[nodiscard]] base::Result<Blueprint> blueprint_from_json(std::string_view text);

}  // namespace spark::blueprint
