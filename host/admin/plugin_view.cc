#include "admin/plugin_view.h"

#include <algorithm>
#include <boost/json.hpp>
#include <optional>

#include "admin/breaker_json.h"
#include "base/clock.h"
#include "base/nearest.h"
#include "base/plain_json.h"
#include "telemetry/quantile.h"

namespace spark::admin {
namespace {

namespace json = boost::json;

constexpr std::string_view shown_path = "/admin/v1/plugins/";

std::string_view life_name(services::Life life) {
  switch (life) {
    case services::Life::built:
      return "built";
    case services::Life::acting:
      return "acting";
    case services::Life::resting:
      return "resting";
    case services::Life::gone:
      return "gone";
  }
  return "gone";
}

json::value microseconds(std::optional<double> seconds) {
  return seconds ? json::value(*seconds * 1e6) : json::value();
}

json::object stage_json(const generation::Served& served, size_t index,
                        const generation::PipelineCounts::Stage& counted) {
  const frame::PlacedStage& placed = served.plan->stages[index];
  const auto& bounds = generation::duration_bounds_seconds();
  const std::vector<uint64_t> durations = served.metrics.stage_durations(index);
  json::object out{
      {"pipeline", served.name},
      {"stage", placed.name},
      {"kind", placed.predicts() ? "predict" : "stage"},
      {"model", placed.predicts() ? json::value(placed.model_name) : json::value()},
      {"calls", counted.runs},
      {"failures", counted.failures},
      {"p50_us", microseconds(telemetry::histogram_quantile(0.5, bounds, durations))},
      {"p99_us", microseconds(telemetry::histogram_quantile(0.99, bounds, durations))}};
  out["breaker"] = placed.breaker ? json::value(breaker_json(*placed.breaker)) : json::value();
  return out;
}

json::array stages_json(const generation::Generation& generation, const std::string& plugin) {
  json::array stages;
  for (const auto& served : generation.served) {
    const auto counts = served->metrics.counts();
    for (size_t i = 0; i < served->plan->stages.size(); ++i)
      if (served->plan->stages[i].plugin == plugin)
        stages.push_back(stage_json(*served, i, counts.stages.at(i)));
  }
  return stages;
}

}  // namespace

std::string plugin_named(const generation::Generation& generation, std::string_view name_or_id) {
  if (generation.find_plugin(name_or_id) != nullptr) return std::string(name_or_id);
  std::string name;
  for (const auto& plugin : generation.plugins) {
    if (plugin.instance->library().description().note.id != name_or_id) continue;
    if (!name.empty()) return "";
    name = plugin.name;
  }
  return name;
}

std::string unknown_plugin(const generation::Generation& generation, std::string_view name) {
  std::vector<std::string> names;
  for (const auto& plugin : generation.plugins) names.push_back(plugin.name);
  constexpr size_t shown_bytes_max = 100;
  std::string text = "no plugin \"" + std::string(name.substr(0, shown_bytes_max)) + '"';
  const std::string near = base::nearest_name(name.substr(0, shown_bytes_max), names);
  if (!near.empty()) text += "; did you mean \"" + near + "\"?";
  for (size_t i = 0; i < names.size(); ++i)
    text += (i > 0 ? ", " : near.empty() ? "; known: " : " known: ") + names[i];
  return text;
}

json::object log_json(const services::PluginLogs::Shown& shown) {
  json::array errors;
  for (const auto& error : shown.errors) {
    errors.push_back({{"at", base::iso8601_utc(error.last_utc_ms)},
                      {"first_at", base::iso8601_utc(error.first_utc_ms)},
                      {"count", error.count},
                      {"text", error.text}});
  }
  return {{"log_level", base::log::level_name(shown.level)},
          {"log_level_of", shown.is_own ? "plugin" : "host"},
          {"errors_total", shown.errors_total},
          {"errors", std::move(errors)}};
}

std::string plugin_view(const Context& context, const std::string& name) {
  const generation::GenerationPtr live = context.live.now();
  const generation::LoadedPlugin* const plugin = live->find_plugin(name);
  if (plugin == nullptr) return json::serialize(json::object{{"name", name}, {"state", "absent"}});
  const plugin::Library& library = plugin->instance->library();
  const auto& note = library.description().note;
  const std::string complaint = plugin->host->complaint();
  const int64_t since_ms = plugin->host->acting_since_utc_ms();
  json::object out{{"name", plugin->name},
                   {"id", note.id},
                   {"version", note.version},
                   {"vendor", note.vendor},
                   {"abi", std::to_string(note.abi_major) + '.' + std::to_string(note.abi_minor)},
                   {"state", life_name(plugin->host->life())},
                   {"complaint", complaint.empty() ? json::value() : json::value(complaint)},
                   {"library", library.path().string()},
                   {"sha256", plugin->sha256},
                   {"generation", live->number},
                   {"since", base::iso8601_utc(since_ms)},
                   {"uptime_s", std::max<int64_t>(0, base::utc_ms() - since_ms) / 1000}};
  for (auto& member : log_json(context.logs.shown(context.logs.of(name))))
    out[member.key()] = std::move(member.value());
  out["stages"] = stages_json(*live, name);
  return base::plain_json(out);
}

http::Route plugin_route(Context& context) {
  return {"GET", std::string(shown_path) + "*", http::Access::admin,
          [&context](http::Exchange& exchange) {
            const std::string_view asked = exchange.request().path.substr(shown_path.size());
            const generation::GenerationPtr live = context.live.now();
            const std::string name = plugin_named(*live, asked);
            if (name.empty()) return exchange.response().error(404, unknown_plugin(*live, asked));
            context.views.answer(exchange, std::string(shown_path) + name,
                                 [&context, name] { return plugin_view(context, name); });
          }};
}

}  // namespace spark::admin
