#include "generation/prepare_objects.h"

#include <algorithm>

#include "objects/links.h"

namespace spark::generation {
namespace {

// Found by name, not by a path.
bool is_shipped(const config::Plugin& plugin) {
  return !plugin.library || plugin.library->is_relative();
}

class Preparation {
 public:
  Preparation(blueprint::Blueprint& blueprint, objects::Objects* objects, SeenObjects& seen,
              config::Errors& errors)
      : blueprint_(blueprint), objects_(objects), seen_(seen), errors_(errors) {}

  void library(const config::Plugin& plugin, const std::filesystem::path& plugin_folder) {
    const std::string key = blueprint::plugin_key(plugin.name);
    if (const auto known = blueprint_.objects.find(key); known != blueprint_.objects.end()) {
      if (!is_seen(key, known->second))
        keep(plugin.place, key, objects_->find_library(known->second));
      return;
    }
    const auto file = original_of(plugin, plugin_folder);
    if (std::error_code ignored; is_shipped(plugin) && !std::filesystem::exists(file, ignored)) {
      errors_.add_unknown(plugin.place, key, "plugin (in " + plugin_folder.string() + ")",
                          plugin.library.value_or(plugin.name).string(),
                          libraries_in(plugin_folder));
      return;
    }
    const auto sha256 = objects::digest_library(file);
    if (sha256 && is_seen(key, *sha256)) return;
    keep(plugin.place, key,
         objects_ != nullptr ? objects_->add_library(file) : original(file, sha256));
  }

  void artefact(const config::Model& model) {
    if (!model.artefact || blueprint_.unloaded.contains(model.name)) return;
    const std::string key = blueprint::model_key(model.name);
    if (const auto known = blueprint_.objects.find(key); known != blueprint_.objects.end()) {
      if (!is_seen(key, known->second))
        keep(model.artefact->place, key, objects_->find_artefact(known->second));
      return;
    }
    const auto& folder = model.artefact->value;
    const auto sha256 = objects::digest_artefact(folder);
    if (sha256 && is_seen(key, *sha256)) return;
    keep(model.artefact->place, key,
         objects_ != nullptr ? objects_->add_artefact(folder) : original(files_of(folder), sha256));
  }

  // The configuration may give the digest of the content. Reports content of another digest.
  void compare(const std::string& key, const std::optional<config::Placed<std::string>>& wanted,
               const std::filesystem::path& original) {
    const auto found = blueprint_.objects.find(key);
    if (!wanted || found == blueprint_.objects.end() || found->second == wanted->value) return;
    errors_.add(wanted->place, key + ".sha256",
                "expected the content " + wanted->value + ", found " + found->second + " in " +
                    original.string());
  }

  PreparedObjects take() { return std::move(out_); }

 private:
  // The folder of an artefact's files, which is not the named one for a volume of Kubernetes.
  static std::filesystem::path files_of(const std::filesystem::path& artefact) {
    const auto rooted = objects::Rooted::open(artefact);
    return rooted ? rooted->path() : artefact;
  }

  static base::Result<objects::Object, objects::ObjectError> original(
      const std::filesystem::path& path,
      const base::Result<std::string, objects::ObjectError>& sha256) {
    if (!sha256) return sha256.error();
    return objects::Object{*sha256, path, true};
  }

  bool is_seen(const std::string& key, const std::string& sha256) {
    const auto found = seen_.find(sha256);
    std::error_code ignored;
    if (found == seen_.end() || !std::filesystem::exists(found->second, ignored)) return false;
    blueprint_.objects[key] = sha256;
    out_.paths[key] = found->second;
    return true;
  }

  void keep(const config::Place& place, const std::string& key,
            const base::Result<objects::Object, objects::ObjectError>& object) {
    if (!object) {
      out_.storage_failed = out_.storage_failed || object.error().storage;
      errors_.add(place, key, object.error().text);
      return;
    }
    if (!object->was_there) out_.fresh.push_back(object->sha256);
    blueprint_.objects[key] = object->sha256;
    out_.paths[key] = object->path;
    seen_[object->sha256] = object->path;
  }

  blueprint::Blueprint& blueprint_;
  objects::Objects* objects_;
  SeenObjects& seen_;
  config::Errors& errors_;
  PreparedObjects out_;
};

}  // namespace

std::filesystem::path original_of(const config::Plugin& plugin,
                                  const std::filesystem::path& plugin_folder) {
  if (!is_shipped(plugin)) return *plugin.library;
  return plugin_folder / (plugin.library.value_or(plugin.name).string() + ".so");
}

std::vector<std::string> libraries_in(const std::filesystem::path& folder) {
  std::vector<std::string> names;
  std::error_code ignored;
  for (const auto& entry : std::filesystem::directory_iterator(folder, ignored)) {
    if (entry.path().extension() == ".so") names.push_back(entry.path().stem().string());
  }
  std::sort(names.begin(), names.end());
  return names;
}

PreparedObjects prepare_objects(blueprint::Blueprint& blueprint, const config::Config& config,
                                const std::filesystem::path& plugin_folder,
                                objects::Objects* objects, SeenObjects& seen,
                                config::Errors& errors) {
  const auto own = blueprint::definitions(config);
  std::erase_if(blueprint.objects, [&](const auto& object) { return !own.contains(object.first); });
  std::erase_if(blueprint.unloaded,
                [&](const auto& name) { return !own.contains(blueprint::model_key(name)); });
  Preparation preparation(blueprint, objects, seen, errors);
  for (const auto& plugin : config.plugins) {
    preparation.library(plugin, plugin_folder);
    preparation.compare(blueprint::plugin_key(plugin.name), plugin.sha256,
                        original_of(plugin, plugin_folder));
  }
  for (const auto& model : config.models) {
    preparation.artefact(model);
    if (model.artefact)
      preparation.compare(blueprint::model_key(model.name), model.sha256, model.artefact->value);
  }
  for (auto& each : blueprint.overrides) each.sha256 = blueprint::object_of(blueprint, each.what);
  return preparation.take();
}

}  // namespace spark::generation
