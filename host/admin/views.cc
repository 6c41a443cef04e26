// JSON views of the running host.
#include "admin/views.h"

#include <unistd.h>

#include <boost/json.hpp>

#include "admin/access.h"
#include "admin/breaker_json.h"
#include "admin/degraded.h"
#include "admin/generation_views.h"
#include "base/clock.h"
#include "base/host_version.h"
#include "base/log.h"
#include "base/plain_json.h"
#include "services/abi_version.h"
#include "serving/http_metrics.h"

namespace spark::admin {
namespace {

namespace json = boost::json;

json::object probes_json(const frame::ModelInfo& info) {
  return {{"count", info.probe_scores.size()},
          {"exact", info.exact_probes},
          {"largest_difference", info.probe_difference}};
}

json::array flags_json(const services::Flags& flags) {
  json::array out;
  for (const auto& flag : flags.list()) {
    out.push_back({{"name", flag.name},
                   {"value", flag.value},
                   {"safe", flag.safe},
                   {"latched", flag.latched_by != nullptr}});
  }
  return out;
}

json::object stage_json(const frame::Plan& plan, size_t index) {
  const frame::PlacedStage& placed = plan.stages[index];
  json::object out{{"name", placed.name},
                   {"kind", placed.predicts() ? "predict" : "stage"},
                   {"plugin", placed.plugin},
                   {"required", placed.required},
                   {"after_answer", index >= plan.stages_before},
                   {"inputs", json::value_from(placed.reads)},
                   {"outputs", json::value_from(placed.writes)}};
  if (placed.predicts()) {
    out["model"] = placed.model_name;
    out["version"] = placed.model->info().version;
  } else {
    out["type"] = placed.type;
  }
  if (placed.when != frame::no_slot) out["when"] = plan.slots[placed.when].name;
  if (placed.budget_ns > 0) out["budget_ms"] = static_cast<double>(placed.budget_ns) / 1e6;
  out["breaker"] = placed.breaker ? json::value(breaker_json(*placed.breaker)) : json::value();
  return out;
}

void add_inputs(const std::vector<frame::InputShape::Field>& fields, bool optional,
                json::array& out) {
  for (const auto& field : fields) {
    const bool may_lack = optional || field.optional;
    if (field.slot == frame::no_slot) {
      add_inputs(field.fields, may_lack, out);
    } else {
      out.push_back({{"slot", "input." + field.path},
                     {"type", frame::type_name(field.type)},
                     {"optional", may_lack}});
    }
  }
}

json::object pipeline_json(const config::Pipeline& pipeline, const generation::Served* served) {
  json::object out{{"name", pipeline.name},
                   {"route",
                    {{"method", pipeline.route.method},
                     {"listener", pipeline.route.listener},
                     {"path", pipeline.route.path}}}};
  if (served == nullptr) {
    out["kind"] = pipeline.metrics ? "metrics" : "health";
    return out;
  }
  const frame::Plan& plan = *served->plan;
  out["kind"] = plan.stages.empty() ? "answer" : "predict";
  json::array inputs;
  add_inputs(plan.input.fields, false, inputs);
  json::array stages;
  for (size_t i = 0; i < plan.stages.size(); ++i) stages.push_back(stage_json(plan, i));
  json::array answer;
  for (const auto& field : plan.answer.fields) {
    answer.push_back({{"field", field.field},
                      {"nullable", field.nullable},
                      {"from", json::value_from(field.from)}});
  }
  out["input"] = std::move(inputs);
  out["stages"] = std::move(stages);
  out["answer"] = std::move(answer);
  return out;
}

json::object may_json(const services::Identity& identity) {
  json::object may{{"metrics", json::value_from(identity.metric_prefixes)},
                   {"routes", json::value_from(identity.route_prefixes)}};
  if (!identity.swaps.empty()) may["swap"] = json::value_from(identity.swaps);
  return may;
}

json::array pins_json(const Context& context) {
  json::array out;
  for (const auto& pin : context.pins.list())
    out.push_back({{"model", pin.model}, {"plugin", pin.plugin}, {"reason", pin.reason}});
  return out;
}

// What the tools that archive go by.
json::object retention_json(const config::Config& config) {
  const base::RetentionProfile& profile = config.retention.profile;
  return {{"profile", std::string(profile.name)},
          {"chain_days", profile.chain_days},
          {"files_days", profile.files_days}};
}

std::string clock_text(const config::Config& config) {
  return config.clock ? "event, by " + config.clock->event : "wall";
}

}  // namespace

std::string status_view(const Context& context) {
  const generation::GenerationPtr live = context.live.now();
  const generation::Generation& generation = *live;
  json::array listeners;
  for (size_t i = 0; i < generation.config.listeners.size(); ++i) {
    const auto& listener = generation.config.listeners[i];
    json::object one{{"name", listener.name},
                     {"address", listener.address},
                     {"port", context.server->port(i)},
                     {"access", access_name(http_access(listener.access))}};
    if (listener.socket) one["socket"] = listener.socket->path.string();
    listeners.push_back(std::move(one));
  }
  const json::object out{{"version", base::host_version},
                         {"abi", services::abi_version()},
                         {"pid", ::getpid()},
                         {"uptime_s", (base::utc_ms() - context.started_utc_ms) / 1000},
                         {"started", base::iso8601_utc(context.started_utc_ms)},
                         {"workers", context.workers},
                         {"clock", clock_text(generation.config)},
                         {"log_level", base::log::level_name(base::log::level())},
                         {"config", generation.config.file.string()},
                         {"config_folder", generation.config.folder.string()},
                         {"state_dir", generation.config.state_dir.string()},
                         {"retention", retention_json(generation.config)},
                         {"generation", generation.number},
                         {"generation_confirmed", generation.confirmed.load()},
                         {"overrides", overrides_json(generation)},
                         {"pins", pins_json(context)},
                         {"quarantined", context.changer.quarantined().size()},
                         {"chain",
                          {{"sequence", context.rooms.context.recorder.sequence()},
                           {"hash", context.rooms.context.recorder.hash()},
                           {"recording", !context.rooms.context.recorder.has_failed()}}},
                         {"draining", context.is_draining.load()},
                         {"degraded", json::value_from(degraded(context))},
                         {"listeners", std::move(listeners)},
                         {"flags", flags_json(context.flags)},
                         {"connections", context.server->open_connections()},
                         {"requests_total", serving::requests_of(*context.server)}};
  return base::plain_json(out);
}

std::string plugins_view(const Context& context) {
  json::array plugins;
  const generation::GenerationPtr live = context.live.now();
  for (const auto& plugin : live->plugins) {
    const plugin::Library& library = plugin.instance->library();
    const plugin::Description& description = library.description();
    json::array stages;
    for (const auto& type : description.stage_types) stages.push_back(json::string(type.name));
    plugins.push_back({{"name", plugin.name},
                       {"id", description.note.id},
                       {"version", description.note.version},
                       {"vendor", description.note.vendor},
                       {"may", may_json(plugin.host->identity())},
                       {"abi", std::to_string(description.note.abi_major) + '.' +
                                   std::to_string(description.note.abi_minor)},
                       {"library", library.path().string()},
                       {"sha256", plugin.sha256},
                       {"state", plugin.instance->state_schema()},
                       {"summary", description.summary},
                       {"stages", std::move(stages)},
                       {"models", description.has_models},
                       {"routes", plugin.host->routes().all().size()}});
  }
  return json::serialize(json::object{{"plugins", std::move(plugins)}});
}

std::string models_view(const Context& context) {
  json::array models;
  const generation::GenerationPtr live = context.live.now();
  for (const auto& model : live->models) {
    const frame::ModelInfo& info = model.model->info();
    models.push_back({{"name", model.name},
                      {"plugin", model.plugin},
                      {"version", info.version},
                      {"type", info.type},
                      {"kind", info.probability ? "probability" : "heuristic"},
                      {"dimension", info.features.size()},
                      {"features", json::value_from(info.features)},
                      {"target",
                       {{"event", info.target.event},
                        {"horizon", info.target.horizon},
                        {"reference", info.target.reference}}},
                      {"probes", probes_json(info)},
                      {"sha256", model.sha256.empty() ? json::value() : json::value(model.sha256)},
                      {"artefact", model.artefact.empty() ? json::value()
                                                          : json::value(model.artefact.string())}});
  }
  return base::plain_json(json::object{{"models", std::move(models)}});
}

std::string pipelines_view(const Context& context) {
  json::array pipelines;
  const generation::GenerationPtr live = context.live.now();
  for (const auto& pipeline : live->config.pipelines) {
    pipelines.push_back(pipeline_json(pipeline, live->find_served(pipeline.name)));
  }
  return base::plain_json(json::object{{"pipelines", std::move(pipelines)}});
}

std::string config_view(const Context& context) {
  const generation::GenerationPtr live = context.live.now();
  const config::Config& config = live->config;
  return json::serialize(json::object{{"file", config.file.string()},
                                      {"text", config.text},
                                      {"overrides", json::value_from(config.overrides)}});
}

std::string health_view(const Context& context, const std::string& service) {
  return json::serialize(json::object{
      {"ok", true}, {"service", service}, {"degraded", json::value_from(degraded(context))}});
}

}  // namespace spark::admin
