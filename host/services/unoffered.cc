#include "services/unoffered.h"

#include <optional>
#include <sstream>

#include "services/record_notes.h"

namespace spark::services {
namespace {

constexpr const char* list_key = ":schemas";

// Of "plugin/key/schema".
std::string_view key_of(std::string_view name_in_file) {
  name_in_file.remove_prefix(name_in_file.find('/') + 1);
  return name_in_file.substr(0, name_in_file.find('/'));
}
std::string schema_of(std::string_view name_in_file) {
  name_in_file.remove_prefix(name_in_file.find('/') + 1);
  return std::string(name_in_file.substr(name_in_file.find('/') + 1));
}

// Nothing where one of the lists is not known.
std::optional<std::set<std::string>> offered(const std::map<std::string, std::string>& all,
                                             const std::set<std::string>& kept) {
  std::set<std::string> known;
  std::set<std::string> schemas;
  for (const auto& [name, text] : all) {
    if (key_of(name) != list_key || !kept.contains(schema_of(name))) continue;
    known.insert(schema_of(name));
    std::istringstream words(text);
    for (std::string schema; words >> schema;) schemas.insert(schema);
  }
  if (known != kept) return std::nullopt;
  return schemas;
}

}  // namespace

DurableName schemas_name(const std::string& plugin, const std::string& sha256) {
  return {plugin, list_key, sha256};
}

std::string schemas_text(const std::set<std::string>& schemas) {
  std::string text;
  for (const auto& schema : schemas) text.append(text.empty() ? "" : " ").append(schema);
  return text;
}

std::vector<std::string> unoffered(const std::map<std::string, std::string>& all,
                                   const std::set<std::string>& kept) {
  std::vector<std::string> names;
  const auto schemas = offered(all, kept);
  if (!schemas) return names;
  for (const auto& [name, value] : all) {
    const bool is_list = key_of(name) == list_key;
    if (!is_list && !is_note(name) && is_hosts_own(name)) continue;  // its timers'
    if (!(is_list ? kept : *schemas).contains(schema_of(name))) names.push_back(name);
  }
  return names;
}

}  // namespace spark::services
