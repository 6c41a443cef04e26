#include "generation/builder.h"

#include <utility>

#include "base/log.h"
#include "services/live_models.h"

namespace spark::generation {
namespace {

constexpr size_t spare_objects = 16;

}  // namespace

PreparedObjects Builder::prepare(blueprint::Blueprint& blueprint, const config::Config& config,
                                 config::Errors& errors) {
  PreparedObjects prepared =
      prepare_objects(blueprint, config, parts_.plugin_folder, &parts_.objects, seen_, errors);
  fresh_.insert(prepared.fresh.begin(), prepared.fresh.end());
  return prepared;
}

std::unique_ptr<Generation> Builder::build(const blueprint::Blueprint& blueprint,
                                           config::Config config, const ObjectPaths& paths,
                                           Steps& steps, std::vector<const Generation*> reusable,
                                           config::Errors& errors) {
  return build_generation(blueprint, std::move(config), paths,
                          {parts_.host, parts_.registry, steps, std::move(reusable)}, errors);
}

std::set<std::string> Builder::with_leased(std::set<std::string> keep) const {
  if (parts_.host.models != nullptr) keep.merge(parts_.host.models->leases().objects());
  return keep;
}

// A fresh object of a generation that never served is leased by nobody.
void Builder::drop_fresh(const std::set<std::string>& keep) {
  for (const auto& sha256 : fresh_) {
    if (keep.contains(sha256)) continue;
    seen_.erase(sha256);
    if (!parts_.objects.remove(sha256))
      base::log::warn("object {} could not be removed, though nothing is made of it", sha256);
  }
  fresh_.clear();
}

void Builder::keep_fresh(const std::set<std::string>& keep, uint32_t days) {
  fresh_.clear();
  const auto all_kept = with_leased(keep);
  // With days to keep, each sweep also notes which objects served until now.
  if (days == 0 && seen_.size() <= all_kept.size() + spare_objects) return;
  parts_.objects.sweep(all_kept, spare_objects, days);
  std::erase_if(seen_, [](const auto& object) {
    std::error_code ignored;
    return !std::filesystem::exists(object.second, ignored);
  });
}

}  // namespace spark::generation
