#include "change/generation_report.h"

#include <algorithm>
#include <boost/json.hpp>
#include <set>
#include <string_view>

namespace spark::change {
namespace {

namespace json = boost::json;

std::string text_of(const json::object& object, const char* name) {
  const json::value* value = object.if_contains(name);
  return value != nullptr && value->is_string() ? std::string(value->get_string()) : std::string();
}

std::string line(json::object object) {
  return json::serialize(object);
}

// The part of an exposition's line before the value.
std::string_view series_name(std::string_view text) {
  return text.substr(0, text.rfind(' '));
}

// "x_count{a="b"}" of the histogram x is "x{a="b"}".
std::string without(std::string_view suffix, std::string_view series) {
  const size_t end = std::min(series.find('{'), series.size());
  return std::string(series.substr(0, end - suffix.size())) + std::string(series.substr(end));
}

}  // namespace

std::vector<std::string> series_of(const metrics::Registry& registry) {
  constexpr std::string_view count = "_count";
  std::string text;
  registry.render(text, "");
  std::vector<std::string> all;
  std::string_view rest = text;
  std::string histogram;  // the family whose lines follow, if it is one
  while (!rest.empty()) {
    const size_t end = std::min(rest.find('\n'), rest.size());
    const std::string_view one = rest.substr(0, end);
    rest.remove_prefix(std::min(end + 1, rest.size()));
    if (one.starts_with("# TYPE ")) {
      const std::string_view family = one.substr(7);
      const size_t space = family.find(' ');
      histogram = family.substr(space) == " histogram" ? std::string(family.substr(0, space)) : "";
    }
    if (one.empty() || one[0] == '#') continue;
    const std::string_view name = series_name(one);
    if (histogram.empty()) {
      all.emplace_back(name);
    } else if (name.substr(0, name.find('{')) == histogram + std::string(count)) {
      all.push_back(without(count, name));
    }
  }
  std::sort(all.begin(), all.end());
  return all;
}

std::vector<std::string> route_names(const services::PluginRoutes& routes) {
  std::vector<std::string> all;
  for (const auto& route : routes.all())
    all.push_back(route.method + " " + route.listener + " " + route.path);
  std::sort(all.begin(), all.end());
  return all;
}

std::vector<std::string> report_lines(const generation::Generation& generation,
                                      const metrics::Registry& registry) {
  std::vector<std::string> lines;
  for (const auto& plugin : generation.plugins) {
    lines.push_back(line({{"part", blueprint::plugin_key(plugin.name)},
                          {"version", plugin.instance->library().description().note.version},
                          {"state", plugin.instance->state_schema()}}));
  }
  for (const auto& model : generation.models) {
    const auto& [event, horizon, reference] = model.model->info().target;
    lines.push_back(line({{"part", blueprint::model_key(model.name)},
                          {"version", model.model->info().version},
                          {"target", event + "/" + horizon + "/" + reference}}));
  }
  for (const auto& series : series_of(registry)) lines.push_back(line({{"series", series}}));
  for (const auto& route : route_names(generation.routes))
    lines.push_back(line({{"route", route}}));
  return lines;
}

GenerationReport read_report(std::span<const std::string> lines) {
  GenerationReport report;
  for (const auto& text : lines) {
    boost::system::error_code failed;
    const json::value parsed = json::parse(text, failed);
    if (failed || !parsed.is_object()) continue;
    const json::object& object = parsed.get_object();
    if (const auto part = text_of(object, "part"); !part.empty())
      report.parts[part] = {text_of(object, "version"), text_of(object, "state"),
                            text_of(object, "target")};
    if (auto series = text_of(object, "series"); !series.empty())
      report.series.push_back(std::move(series));
    if (auto route = text_of(object, "route"); !route.empty())
      report.routes.push_back(std::move(route));
  }
  std::sort(report.series.begin(), report.series.end());
  std::sort(report.routes.begin(), report.routes.end());
  return report;
}

}  // namespace spark::change
