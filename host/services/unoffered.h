// Durable values that no library understands which serves or may serve again.
//
// A library may list the schemas that it understands (spark.keeps/1). The lists stand beside the
// values, in the plugin's name and by the library's digest, since a library that may serve again
// need not be loaded.
#pragma once

#include <map>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "services/durable_name.h"

namespace spark::services {

// Where the list of a plugin's library stands, and its text.
[[nodiscard]] DurableName schemas_name(const std::string& plugin, const std::string& sha256);
[[nodiscard]] std::string schemas_text(const std::set<std::string>& schemas);

// The names in the file of what may be removed of one plugin: values whose schema is in no list of
// `kept`, their record notes, and the lists of other libraries. Nothing where a list of `kept` is
// not known. `all`: everything in the plugin's name, by name in the file; `kept`: digests. Pure.
[[nodiscard]] std::vector<std::string> unoffered(const std::map<std::string, std::string>& all,
                                                 const std::set<std::string>& kept);

}  // namespace spark::services
