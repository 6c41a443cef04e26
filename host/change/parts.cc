#include "change/parts.h"

#include "base/log.h"

namespace spark::change {

void StartNotes::add(const std::string& note) {
  base::log::warn("{}", note);
  const std::lock_guard lock(mutex_);
  all_.push_back(note);
}

std::vector<std::string> StartNotes::list() const {
  const std::lock_guard lock(mutex_);
  return all_;
}

std::set<std::string> Known::kept_objects(const generation::Live& live) const {
  std::set<std::string> keep;
  const auto keep_all = [&](const blueprint::Blueprint& blueprint) {
    for (const auto& [key, sha256] : blueprint.objects) keep.insert(sha256);
  };
  if (const auto now = live.now()) keep_all(now->blueprint);
  if (const auto before = live.previous()) keep_all(before->blueprint);
  if (confirmed) keep_all(*confirmed);
  for (const auto& [key, definition] : previous) keep.insert(definition.sha256);
  return keep;
}

void act(const generation::Generation& generation, metrics::Registry& registry) {
  for (const auto& served : generation.served) {
    registry.prefer(served.get());  // the series that its stages asked for
    registry.prefer(served->plan.get());
  }
  for (const auto& plugin : generation.plugins) plugin.host->act();
}

void rest(const generation::Generation& before, const generation::Generation& now,
          metrics::Registry& registry) {
  for (const auto& plugin : before.plugins) {
    const generation::LoadedPlugin* present = now.find_plugin(plugin.name);
    if (present == nullptr || present->host != plugin.host) plugin.host->rest();
  }
  for (const auto& served : before.served)
    if (now.find_served(served->name) != served.get()) registry.pause(served->plan.get());
}

}  // namespace spark::change
