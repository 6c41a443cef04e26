// Pipelines, what fires, and the figures that plugins publish, on one screen.
#include <algorithm>
#include <array>
#include <map>
#include <string>

#include "ctl/top.h"
#include "ctl/view_parts.h"
#include "spark/tool/visible.h"

namespace spark::ctl {

namespace json = tool::json;
using tool::Align;
using tool::text;

namespace {

constexpr std::string_view host_prefix = "host.";
constexpr std::string_view window = ".5min";

struct Pipeline {
  const json::value* requests = nullptr;
  const json::value* errors = nullptr;
  const json::value* p95_ms = nullptr;
};

// "host.<pipeline>.<figure>.5min" by pipeline; facts of stages have a part more.
std::map<std::string, Pipeline> pipelines_of(const json::value& seen) {
  std::map<std::string, Pipeline> all;
  for (const json::value& fact : tool::items(seen, "facts.facts")) {
    const std::string name = tool::raw(fact, "name");
    if (!name.starts_with(host_prefix) || !name.ends_with(window)) continue;
    const std::string inner =
        name.substr(host_prefix.size(), name.size() - host_prefix.size() - window.size());
    const size_t dot = inner.find('.');
    if (dot == std::string::npos || inner.find('.', dot + 1) != std::string::npos) continue;
    const std::array<std::pair<std::string_view, const json::value * Pipeline::*>, 3> figures = {
        {{"requests", &Pipeline::requests},
         {"errors", &Pipeline::errors},
         {"p95_ms", &Pipeline::p95_ms}}};
    for (const auto& [figure, member] : figures)
      if (inner.substr(dot + 1) == figure) all[inner.substr(0, dot)].*member = &fact;
  }
  return all;
}

std::string value_of(const json::value* fact) {
  return fact == nullptr ? "-" : rounded(*fact, "value");
}

std::string per_second(const json::value* requests) {
  constexpr double window_s = 300;
  const auto count = requests == nullptr ? std::nullopt : tool::number(*requests, "value");
  return count ? tool::rounded(*count / window_s) : "-";
}

}  // namespace

std::string view_top(const json::value& seen, size_t width) {
  std::string out = "generation " + text(seen, "status.generation") + ", up " +
                    text(seen, "status.uptime_s") + " s, " + text(seen, "status.connections") +
                    " connections\n";
  for (const json::value& each : tool::items(seen, "status.degraded"))
    out +=
        "degraded: " + tool::visible(std::string(each.is_string() ? each.get_string() : "")) + "\n";
  tool::Table pipelines({{"pipeline", Align::left, true},
                         {"requests/s", Align::right, true},
                         {"errors", Align::right, true},
                         {"p95 ms", Align::right, true}});
  for (const auto& [name, figures] : pipelines_of(seen))
    pipelines.row({tool::visible(name), per_second(figures.requests), value_of(figures.errors),
                   value_of(figures.p95_ms)});
  out += section(pipelines, width);

  tool::Table alerts({{"alert", Align::left, true}, {"state"}, {"value", Align::right}, {"since"}});
  for (const json::value& alert : tool::items(seen, "alerts.alerts")) {
    const std::string state = tool::raw(alert, "state");
    if (state == "pending" || state == "firing")
      alerts.row({text(alert, "name"), text(alert, "state"), rounded(alert, "value"),
                  text(alert, "since")});
  }
  out += alerts.empty() ? "\nno alert is pending or firing\n" : section(alerts, width);

  tool::Table facts({{"fact", Align::left, true},
                     {"about", Align::left, true},
                     {"value", Align::right, true},
                     {"samples", Align::right}});
  for (const json::value& fact : tool::items(seen, "facts.facts")) {
    const std::string name = tool::raw(fact, "name");
    const bool is_shown = name == "host.breakers_open" || name == "host.disk.free_ratio" ||
                          !(name.starts_with(host_prefix) || name.starts_with("alert."));
    if (is_shown)
      facts.row({text(fact, "name"), text(fact, "subject.pipeline"), rounded(fact, "value"),
                 text(fact, "samples")});
  }
  return out + section(facts, width);
}

}  // namespace spark::ctl
