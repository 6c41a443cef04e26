#include "change/acting.h"

#include "base/log.h"
#include "blueprint/blueprint.h"

namespace spark::change {
namespace {

void note(std::vector<std::string>& complaints, const generation::LoadedPlugin& plugin,
          const base::Result<void>& told) {
  if (told) return;
  complaints.push_back(blueprint::plugin_key(plugin.name).append(": ").append(told.error().text));
  base::log::error("{}", complaints.back());
}

}  // namespace

std::shared_ptr<const services::Route> acting_route(const generation::Live& live,
                                                    const services::Route& route) {
  const generation::GenerationPtr now = live.now();
  const generation::LoadedPlugin* const owner = now->find_plugin(route.owner);
  if (owner == nullptr || owner->host->life() != services::Life::acting) return nullptr;
  return {now, now->routes.find_alike(route)};
}

Plugins leaving(const generation::Generation& live, const generation::Generation& next) {
  Plugins all;
  for (const auto& plugin : live.plugins) {
    const generation::LoadedPlugin* const kept = next.find_plugin(plugin.name);
    if (kept == nullptr || kept->host != plugin.host) all.push_back(plugin);
  }
  return all;
}

Plugins coming(const generation::Generation& next) {
  Plugins all;
  for (const auto& plugin : next.plugins)
    if (plugin.host->life() != services::Life::acting) all.push_back(plugin);
  return all;
}

// The plugin is told first, so that the calls that it makes then still count.
std::vector<std::string> rest(base::HeldThread& control, const Plugins& plugins,
                              uint32_t jobs_ms_max) {
  std::vector<std::string> complaints;
  control.run([&] {
    for (const auto& plugin : plugins) {
      plugin.host->end_calls();
      note(complaints, plugin, plugin.instance->life().rest());
      plugin.host->rest();
      plugin.host->end_calls();  // what it asked for in its rest()
    }
  });
  // A disk that stalls is waited for once, not for each plugin.
  bool is_quick = true;
  for (const auto& plugin : plugins) {
    if (is_quick) is_quick = plugin.host->wait_for_records(records_ms_max);
    for (const auto& key : plugin.host->wait_for_jobs(jobs_ms_max))
      note(complaints, plugin,
           base::Error("its job '" + key + "' does not end; its plugin object is kept"));
  }
  return complaints;
}

std::vector<std::string> act(base::HeldThread& control, const Plugins& plugins) {
  std::vector<std::string> complaints;
  control.run([&] {
    for (const auto& plugin : plugins) {
      plugin.host->act();
      const auto told = plugin.instance->life().act();
      plugin.host->note_complaint(told ? "" : told.error().text);
      note(complaints, plugin, told);
    }
  });
  return complaints;
}

void prefer_series(const generation::Generation& generation, metrics::Registry& registry) {
  for (const auto& served : generation.served) {
    registry.prefer(served.get());  // the series that its stages asked for
    registry.prefer(served->plan.get());
  }
}

void retire(const generation::Generation& before, const generation::Generation& now,
            metrics::Registry& registry) {
  for (const auto& plugin : leaving(before, now)) plugin.host->retire();
  for (const auto& served : before.served)
    if (now.find_served(served->name) != served.get()) registry.pause(served->plan.get());
}

}  // namespace spark::change
