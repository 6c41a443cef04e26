// The host's side of trials.
#include "change/trials.h"

#include <boost/json.hpp>

#include "base/json_object.h"
#include "config/flow.h"
#include "plugin/trial.h"
#include "plugin/trial_memory.h"

namespace spark::change {
namespace {

namespace json = boost::json;

constexpr size_t known_max = 4096;

// Names each part that runs a plugin's code while it is built, by all that the part depends on.
std::set<std::string> parts_of(const blueprint::Blueprint& blueprint,
                               const config::Config& config) {
  std::set<std::string> parts;
  for (const auto& plugin : config.plugins) {
    parts.insert(plugin.name + " " +
                 blueprint::object_of(blueprint, blueprint::plugin_key(plugin.name)) + " " +
                 blueprint::settings_line(plugin));
  }
  for (const auto& model : config.models) {
    parts.insert(blueprint::object_of(blueprint, blueprint::plugin_key(model.plugin.value)) + " " +
                 blueprint::object_of(blueprint, blueprint::model_key(model.name)) + " " +
                 config::flow(model.with));
  }
  for (const auto& pipeline : config.pipelines) parts.insert(pipeline.line);
  return parts;
}

}  // namespace

std::string to_json(const TrialInput& trial) {
  return json::serialize(
      json::object{{"objects", trial.objects_folder}, {"blueprint", to_json(trial.blueprint)}});
}

base::Result<TrialInput> trial_input_from_json(std::string_view text) {
  const base::JsonObject trial(text);
  const auto blueprint = trial.text("blueprint");
  auto objects = trial.text("objects");
  if (!blueprint || !objects) return base::Error("expected a trial as the host writes it");
  auto read = blueprint::blueprint_from_json(*blueprint);
  if (!read) return read.error();
  return TrialInput{std::move(*read), std::move(*objects)};
}

base::Result<GenerationReport, TrialError> Trials::run(const TrialInput& trial,
                                                       const config::Config& config,
                                                       Wanted wanted) {
  if (program_.empty()) return GenerationReport{};
  auto parts = parts_of(trial.blueprint, config);
  const bool is_known = std::includes(known_.begin(), known_.end(), parts.begin(), parts.end());
  if (is_known && wanted == Wanted::what_is_new) return GenerationReport{};
  const auto report = plugin::run_trial(
      {.program = program_,
       .arguments = {"--trial"},
       .input = to_json(trial),
       .timeout_ms = trial_ms_max,
       .memory_bytes_max = plugin::trial_memory_bytes(plugin::host_memory_bytes()),
       .stop = stop_.get_token()});
  if (!report.ok) return TrialError(report.error, report.refused, report.stopped);
  if (known_.size() > known_max) known_.clear();
  known_.merge(parts);
  return read_report(report.report);
}

}  // namespace spark::change
