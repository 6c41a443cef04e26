// `lineages:`: reading them, and the checks that need the whole file.
#include <algorithm>
#include <map>

#include "config/decode.h"
#include "config/flow.h"
#include "config/keys.h"

namespace spark::config {
namespace {

Lineage decode_lineage(const Entry& entry) {
  Lineage lineage;
  lineage.name = entry.name;
  lineage.place = entry.place;
  lineage.line = flow(entry.value.node());
  MapReader map(entry.value, lineage_keys);
  const auto add = [&](const char* role, const std::optional<Cursor>& given) {
    if (given) lineage.roles.push_back({role, given->placed(given->name().value_or(""))});
  };
  add("production", map.require("production"));
  for (const char* role : {"candidate", "fallback"}) add(role, map.find(role));
  if (const auto given = map.find("primary")) lineage.primary = given->boolean().value_or(false);
  map.refuse_others();
  return lineage;
}

void check_names(const Config& config, const Lineage& lineage, Errors& errors) {
  const std::string path = "lineages." + lineage.name;
  std::vector<std::string> pipelines;
  for (const Pipeline& pipeline : config.pipelines)
    if (!pipeline.stages.empty()) pipelines.push_back(pipeline.name);
  if (std::find(pipelines.begin(), pipelines.end(), lineage.name) == pipelines.end())
    errors.add_unknown(lineage.place, path, "pipeline with stages", lineage.name, pipelines);
  std::vector<std::string> models;
  for (const Model& model : config.models) models.push_back(model.name);
  for (const LineageRole& role : lineage.roles) {
    const auto& [name, place] = role.model;
    if (name.empty()) continue;  // unreadable, and reported as such
    if (std::find(models.begin(), models.end(), name) == models.end())
      errors.add_unknown(place, path + '.' + role.role, "model", name, models);
  }
}

}  // namespace

std::vector<Lineage> decode_lineages(const Cursor& cursor) {
  std::vector<Lineage> lineages;
  read_named(cursor, "lineage", lineages_max,
             [&](const Entry& entry) { lineages.push_back(decode_lineage(entry)); });
  return lineages;
}

void check_lineages(const Config& config, Errors& errors) {
  const Lineage* primary = nullptr;
  std::map<std::string, std::pair<std::string, Place>> taken;  // by model: in which role, and where
  for (const Lineage& lineage : config.lineages) {
    check_names(config, lineage, errors);
    const std::string path = "lineages." + lineage.name;
    for (const LineageRole& role : lineage.roles) {
      const std::string as = path + '.' + role.role;
      const auto [entry, fresh] =
          taken.try_emplace(role.model.value, std::pair(as, role.model.place));
      if (fresh || role.model.value.empty()) continue;
      errors.add(role.model.place, as,
                 "model " + in_quotes(role.model.value) + " is " + entry->second.first +
                     " already (line " + std::to_string(entry->second.second.line) + ')');
    }
    if (!lineage.primary) continue;
    if (primary != nullptr)
      errors.add(lineage.place, path + ".primary",
                 "lineage " + in_quotes(primary->name) + " is primary already (line " +
                     std::to_string(primary->place.line) + "); one lineage is");
    primary = &lineage;
  }
  if (primary == nullptr && !config.lineages.empty())
    errors.add(config.lineages.front().place, "lineages",
               "one lineage must say `primary: true`: series and routes that name no lineage "
               "speak of it");
}

const Lineage* lineage_of(const Config& config, std::string_view model) {
  for (const Lineage& lineage : config.lineages)
    for (const LineageRole& role : lineage.roles)
      if (role.model.value == model) return &lineage;
  return nullptr;
}

}  // namespace spark::config
