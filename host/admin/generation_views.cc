#include "admin/generation_views.h"

#include <boost/json.hpp>

#include "admin/views.h"
#include "base/clock.h"

namespace spark::admin {
namespace {

namespace json = boost::json;

json::object generation_json(const generation::Generation& generation, const char* state) {
  json::array models;
  for (const auto& model : generation.models) {
    models.push_back({{"name", model.name},
                      {"plugin", model.plugin},
                      {"version", model.model->info().version},
                      {"sha256", model.sha256}});
  }
  json::array plugins;
  for (const auto& plugin : generation.plugins) {
    plugins.push_back({{"name", plugin.name},
                       {"version", plugin.instance->library().description().note.version},
                       {"sha256", plugin.sha256}});
  }
  return {{"number", generation.number},
          {"state", state},
          {"reason", generation.reason},
          {"built", base::iso8601_utc(generation.built_utc_ms)},
          {"published", base::iso8601_utc(generation.published_utc_ms)},
          {"confirmed", generation.confirmed.load()},
          {"models", std::move(models)},
          {"plugins", std::move(plugins)},
          {"pipelines", generation.config.pipelines.size()}};
}

bool uses(const generation::GenerationPtr& generation, const std::string& sha256) {
  if (generation == nullptr) return false;
  for (const auto& plugin : generation->plugins)
    if (plugin.sha256 == sha256) return true;
  return false;
}

}  // namespace

json::array overrides_json(const generation::Generation& generation) {
  json::array out;
  for (const auto& each : generation.blueprint.overrides) {
    out.push_back({{"what", each.what},
                   {"yaml", each.yaml},
                   {"now", each.now},
                   {"since", base::iso8601_utc(each.since_utc_ms)},
                   {"by", each.by}});
  }
  return out;
}

std::string generations_view(const Context& context) {
  const generation::GenerationPtr live = context.live.now();
  const generation::GenerationPtr previous = context.live.previous();
  json::array generations{generation_json(*live, "live")};
  if (previous) generations.push_back(generation_json(*previous, "previous"));
  json::array residents;
  for (const auto& resident : plugin::Library::resident_list()) {
    residents.push_back(
        {{"sha256", resident.sha256},
         {"id", resident.id},
         {"version", resident.version},
         {"in_use", uses(live, resident.sha256) || uses(previous, resident.sha256)}});
  }
  return json::serialize(json::object{{"generations", std::move(generations)},
                                      {"overrides", overrides_json(*live)},
                                      {"residents", std::move(residents)},
                                      {"residents_max", plugin::libraries_max}});
}

std::string quarantine_view(const Context& context) {
  json::array out;
  for (const auto& each : context.changer.quarantined()) {
    out.push_back({{"sha256", each.sha256},
                   {"what", each.what},
                   {"since", base::iso8601_utc(each.since_utc_ms)},
                   {"reason", each.reason}});
  }
  return json::serialize(json::object{{"quarantined", std::move(out)}});
}

}  // namespace spark::admin
