#include "change/changed_files.h"

#include <algorithm>
#include <boost/json.hpp>

#include "generation/prepare_objects.h"

namespace spark::change {
namespace {

namespace json = boost::json;

bool is_override(const blueprint::Blueprint& blueprint, const std::string& key) {
  const auto& all = blueprint.overrides;
  return std::any_of(all.begin(), all.end(), [&](const auto& each) { return each.what == key; });
}

}  // namespace

std::vector<ChangedFile> changed_files(const blueprint::Blueprint& blueprint,
                                       const config::Config& config,
                                       const std::filesystem::path& plugin_folder) {
  std::vector<ChangedFile> all;
  const auto look = [&](const std::string& key, const std::filesystem::path& path, auto digest) {
    const std::string object = blueprint::object_of(blueprint, key);
    if (object.empty() || is_override(blueprint, key)) return;
    const base::Result<std::string, objects::ObjectError> found = digest(path);
    if (found && *found == object) return;
    all.push_back({key, path, object, found ? *found : "", found ? "" : found.error().text});
  };
  for (const auto& plugin : config.plugins)
    look(blueprint::plugin_key(plugin.name), generation::original_of(plugin, plugin_folder),
         objects::digest_library);
  for (const auto& model : config.models)
    if (model.artefact)
      look(blueprint::model_key(model.name), model.artefact->value, objects::digest_artefact);
  return all;
}

json::array to_json(const std::vector<ChangedFile>& all) {
  json::array out;
  for (const auto& each : all) {
    json::object one{{"what", each.what},
                     {"path", each.path.string()},
                     {"running", each.object},
                     {"found", each.found.empty() ? json::value() : json::value(each.found)}};
    if (each.found.empty()) one["error"] = each.why;
    out.push_back(std::move(one));
  }
  return out;
}

}  // namespace spark::change
