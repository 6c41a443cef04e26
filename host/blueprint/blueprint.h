// All values that a generation is made from: enough to make the same generation again after a
// restart, or first in another process.
//
// A definition says from which parts a plugin (library) or a model (plugin, artefact, settings) is
// made. An override replaces a definition of the configuration at run time. The override remembers
// the definition that it replaced, and holds only while the configuration still has that one.
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
  std::string now;     // the definition that holds instead
  std::string sha256;  // of the object of `now`; "" if there is none
  int64_t since_utc_ms = 0;
  std::string by;  // "swap", "upgrade", "rollback", …
};

struct Blueprint {
  std::string file;    // as given
  std::string folder;  // the start of the file's relative paths
  std::string text;    // as it was read
  std::vector<std::string> sets;
  std::vector<std::pair<std::string, std::string>> environment;
  std::vector<Override> overrides;
  // The object of each definition, by the definition's key. A missing object is copied from the
  // path that the definition names.
  std::map<std::string, std::string> objects;
  std::set<std::string> unloaded;  // models, by name, that are not to be made
};

// The digest of a definition's object; "" if it has none, or if the digest is not known yet.
[[nodiscard]] std::string object_of(const Blueprint& blueprint, const std::string& key);

// A plugin's settings and grants (the names it may use), as one line: the plugin object depends on
// these and on the library. The library's path is left out, since it makes no difference.
[[nodiscard]] std::string settings_line(const config::Plugin& plugin);

// The lines by which definitions are compared.
[[nodiscard]] std::string definition(const config::Model& model);
[[nodiscard]] std::string definition(const config::Plugin& plugin);
// By key: all of a configuration's.
[[nodiscard]] std::map<std::string, std::string> definitions(const config::Config& config);

// The configuration by itself, and with the overrides, which leave the plugins' grants unchanged.
[[nodiscard]] config::Config read_configuration(const Blueprint& blueprint, config::Errors& errors);
[[nodiscard]] config::Config read_overridden(const Blueprint& blueprint, config::Errors& errors);

// The overrides whose replaced definition is still in `configuration` (read without overrides).
[[nodiscard]] std::vector<Override> still_holding(const std::vector<Override>& overrides,
                                                  const config::Config& configuration);

// The objects of `before` whose definitions have the same text in `now`, overrides applied.
[[nodiscard]] std::map<std::string, std::string> objects_of_same(const Blueprint& before,
                                                                 const Blueprint& now);

// Replaces the override of `what`, or drops it where `now` is the configuration's own value again.
void set_override(Blueprint& blueprint, Override override_);

// Equal for two blueprints that make the same generation.
[[nodiscard]] std::string fingerprint(const Blueprint& blueprint);

[[nodiscard]] std::string to_json(const Blueprint& blueprint);
[[nodiscard]] base::Result<Blueprint> blueprint_from_json(std::string_view text);

}  // namespace spark::blueprint
