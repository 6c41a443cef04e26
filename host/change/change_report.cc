#include "change/change_report.h"

#include <boost/json.hpp>
#include <utility>

#include "base/plain_json.h"

namespace spark::change {
namespace {

namespace json = boost::json;

constexpr size_t digest_shown = 8;

}  // namespace

Difference::Side side(const generation::LoadedPlugin* plugin) {
  if (plugin == nullptr) return {};
  return {plugin->instance->library().description().note.version, plugin->sha256};
}

Difference::Side side(const generation::LoadedModel* model) {
  if (model == nullptr) return {};
  return {model->model->info().version, model->sha256};
}

namespace {

const char* kind_name(Difference::Kind kind) {
  switch (kind) {
    case Difference::Kind::plugin:
      return "plugin";
    case Difference::Kind::model:
      return "model";
    case Difference::Kind::pipeline:
      return "pipeline";
    case Difference::Kind::alert:
      return "alert";
  }
  return "model";
}

// Pipelines and alerts are definitions alone, without a version or a digest.
bool has_sides(Difference::Kind kind) {
  return kind == Difference::Kind::plugin || kind == Difference::Kind::model;
}

json::value side_json(const Difference::Side& side) {
  if (side.version.empty()) return nullptr;
  return json::object{{"version", side.version}, {"sha256", side.sha256}};
}

json::object difference_json(const Difference& difference) {
  json::object out{{"kind", kind_name(difference.kind)}, {"name", difference.name}};
  if (!has_sides(difference.kind)) return out;
  out["from"] = side_json(difference.from);
  out["to"] = side_json(difference.to);
  if (!difference.state.empty()) out["state"] = difference.state;
  return out;
}

std::string side_in_words(const Difference::Side& side) {
  if (side.version.empty()) return "nothing";
  if (side.sha256.empty()) return side.version;
  return side.version + " (" + side.sha256.substr(0, digest_shown) + "…)";
}

// Adds the entries of `from` that are changed or missing in `to`, then those that only `to` has.
template <class Find, class Same>
void compare(std::vector<Difference>& out, Difference::Kind kind, const auto& from, const auto& to,
             const Find& find, const Same& same) {
  for (const auto& each : to) {
    const auto* before = find(from, each.name);
    if (before != nullptr && same(*before, each)) continue;
    out.push_back({kind, each.name, side(before), side(&each), ""});
  }
  for (const auto& each : from) {
    if (find(to, each.name) == nullptr) out.push_back({kind, each.name, side(&each), {}, ""});
  }
}

template <class T>
const T* find_in(const std::vector<T>& all, const std::string& name) {
  for (const auto& each : all)
    if (each.name == name) return &each;
  return nullptr;
}

}  // namespace

std::string state_after(const std::string& from, const std::string& to) {
  if (from.empty()) return "fresh: the one before keeps no state";
  if (to.empty()) return "fresh: it takes over no state";
  return from == to ? "carried" : "fresh: it knows " + to + ", not " + from;
}

std::vector<Difference> alert_differences(const config::Config& from, const config::Config& to) {
  std::vector<Difference> out;
  for (const auto& alert : to.alerts) {
    const auto* before = find_in(from.alerts, alert.name);
    if (before == nullptr || before->line != alert.line)
      out.push_back({Difference::Kind::alert, alert.name, {}, {}, ""});
  }
  for (const auto& alert : from.alerts)
    if (find_in(to.alerts, alert.name) == nullptr)
      out.push_back({Difference::Kind::alert, alert.name, {}, {}, ""});
  return out;
}

std::vector<Difference> differences(const generation::Generation& from,
                                    const generation::Generation& to) {
  std::vector<Difference> out;
  const auto find = [](const auto& all, const std::string& name) { return find_in(all, name); };
  compare(out, Difference::Kind::plugin, from.plugins, to.plugins, find,
          [](const auto& a, const auto& b) { return a.instance == b.instance; });
  compare(out, Difference::Kind::model, from.models, to.models, find,
          [](const auto& a, const auto& b) { return a.model == b.model; });
  for (const auto& pipeline : to.config.pipelines) {
    const auto* before = find_in(from.config.pipelines, pipeline.name);
    const bool same = before != nullptr && before->line == pipeline.line &&
                      from.find_served(pipeline.name) == to.find_served(pipeline.name);
    if (!same) out.push_back({Difference::Kind::pipeline, pipeline.name, {}, {}, ""});
  }
  for (const auto& pipeline : from.config.pipelines) {
    if (find_in(to.config.pipelines, pipeline.name) == nullptr)
      out.push_back({Difference::Kind::pipeline, pipeline.name, {}, {}, ""});
  }
  for (auto& each : alert_differences(from.config, to.config)) out.push_back(std::move(each));
  return out;
}

std::string in_words(const std::vector<Difference>& differences) {
  std::string text;
  for (const auto& each : differences) {
    text += text.empty() ? "" : "; ";
    text += std::string(kind_name(each.kind)) + "s." + each.name;
    if (!has_sides(each.kind)) continue;
    text += " " + side_in_words(each.from) + " -> " + side_in_words(each.to);
    if (!each.state.empty()) text += ", state " + each.state;
  }
  return text.empty() ? "nothing changed" : text;
}

namespace {

json::array array_of(const std::vector<std::string>& texts) {
  json::array all;
  for (const auto& text : texts) all.push_back(json::string(text));
  return all;
}

}  // namespace

ChangeResponse success(const ChangeReport& report, const generation::Steps& steps) {
  json::array changes;
  for (const auto& each : report.differences) changes.push_back(difference_json(each));
  json::array times;
  for (const auto& step : steps.all())
    times.push_back({{"step", step.name}, {"ms", base::rounded_ms(step.ms)}});
  json::object out{{"action", std::string(verb_name(report.change.verb))},
                   {"dry_run", report.change.dry_run},
                   {"generation", {{"from", report.from}, {"to", report.to}}},
                   {"changes", std::move(changes)}};
  if (!report.restart_needed.empty()) {
    json::array all;
    for (const auto& each : report.restart_needed) all.push_back(json::string(each));
    out["restart_needed"] = std::move(all);
  }
  if (!report.changed_files.empty()) {
    out["files_changed"] = to_json(report.changed_files);
    out["files_taken"] = report.change.files;
  }
  if (!report.warnings.empty()) out["warnings"] = array_of(report.warnings);
  if (report.change.dry_run) {
    out["series"] = json::object{{"added", array_of(report.series_added)}};
    out["routes"] = json::object{{"added", array_of(report.routes_added)},
                                 {"removed", array_of(report.routes_removed)}};
  }
  out["steps"] = std::move(times);
  out["total_ms"] = base::rounded_ms(steps.total_ms());
  return {200, base::plain_json(out)};
}

ChangeResponse failure(const Refusal& refusal, const std::string& step, uint64_t generation) {
  const std::string where = step.empty() ? "" : "step " + step + ": ";
  json::object out{{"error", where + refusal.text}};
  if (!step.empty()) out["step"] = step;
  out["generation"] = generation;
  return {refusal.status, json::serialize(out)};
}

}  // namespace spark::change
