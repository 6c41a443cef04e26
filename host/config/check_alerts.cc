// Whether the facts of `alerts:` can be there at all: a misspelt one would be absent for ever.
// Which facts a plugin publishes is its own matter; whose a fact is, its name says.
#include <algorithm>

#include "config/decode.h"

namespace spark::config {
namespace {

template <class T>
bool has_name(const std::vector<T>& things, std::string_view name) {
  return std::any_of(things.begin(), things.end(),
                     [&](const T& thing) { return thing.name == name; });
}

template <class T>
void check_known(const Alert& alert, std::string_view what, const std::vector<T>& things,
                 std::string_view name, Errors& errors, std::vector<std::string> known = {}) {
  if (has_name(things, name)) return;
  if (std::find(known.begin(), known.end(), name) != known.end()) return;
  for (const T& thing : things) known.push_back(thing.name);
  errors.add_unknown(alert.fact_place, "alerts." + alert.name + ".fact", what, std::string(name),
                     known);
}

std::vector<std::string_view> parts_of(std::string_view name) {
  std::vector<std::string_view> parts;
  for (;;) {
    const size_t dot = name.find('.');
    parts.push_back(name.substr(0, dot));
    if (dot == std::string_view::npos) return parts;
    name.remove_prefix(dot + 1);
  }
}

void check_host_fact(const Alert& alert, const std::vector<std::string_view>& parts,
                     const Config& config, Errors& errors) {
  if (pipeline_of_fact(alert.fact).empty()) return;
  check_known(alert, "pipeline", config.pipelines, parts[1], errors);
  if (parts.size() < 5) return;
  for (const Pipeline& pipeline : config.pipelines)
    if (pipeline.name == parts[1]) check_known(alert, "stage", pipeline.stages, parts[2], errors);
}

void check_label(const Alert& alert, const Config& config, Errors& errors) {
  for (const auto& [label, value] : alert.labels) {
    if (label != "lineage" || has_name(config.pipelines, value)) continue;
    std::vector<std::string> known;
    for (const Pipeline& pipeline : config.pipelines) known.push_back(pipeline.name);
    errors.add_unknown(alert.place, "alerts." + alert.name + ".labels.lineage", "pipeline", value,
                       known);
  }
}

}  // namespace

void check_alerts(const Config& config, Errors& errors) {
  for (const Alert& alert : config.alerts) {
    check_label(alert, config, errors);
    if (alert.fact.empty()) continue;  // unreadable, and reported as such
    const std::vector<std::string_view> parts = parts_of(alert.fact);
    check_known(alert, "plugin", config.plugins, parts[0], errors, {"host", "alert"});
    if (parts[0] == "host") check_host_fact(alert, parts, config, errors);
    if (parts[0] == "alert") check_known(alert, "alert", config.alerts, parts[1], errors);
    const AlertSubject& subject = alert.subject;
    if (!subject.pipeline.empty())
      check_known(alert, "pipeline", config.pipelines, subject.pipeline, errors);
    if (!subject.model.empty()) check_known(alert, "model", config.models, subject.model, errors);
  }
}

}  // namespace spark::config
