#include "ctl/views.h"

#include "spark/tool/format.h"
#include "spark/tool/table.h"

namespace spark::ctl {

namespace json = tool::json;
using tool::Align;
using tool::items;
using tool::Table;
using tool::text;

namespace {

constexpr size_t digest_shown = 12;

std::string count(const json::value& value, std::string_view path) {
  const std::optional<double> number = tool::number(value, path);
  return number && *number >= 0 ? tool::grouped(static_cast<uint64_t>(*number)) : text(value, path);
}

std::string digest(const json::value& value, std::string_view path) {
  return text(value, path).substr(0, digest_shown);
}

// A section with a blank line before it, or nothing if it has no rows.
std::string section(const Table& table) {
  return table.empty() ? "" : "\n" + table.render();
}

Table flags_table(const json::value& value) {
  Table flags({{"flag"}, {"value", Align::right}, {"safe value", Align::right}});
  for (const json::value& flag : items(value, "flags")) {
    flags.row({text(flag, "name"), text(flag, "value"), text(flag, "safe")});
  }
  return flags;
}

}  // namespace

std::string view_status(const json::value& status) {
  Table about({{""}, {""}});
  const double uptime_s = tool::number(status, "uptime_s").value_or(0);
  about.row({"sparkd", text(status, "version") + " (ABI " + text(status, "abi") + "), process " +
                           text(status, "pid")});
  about.row({"up", tool::duration(uptime_s) + ", since " + text(status, "started")});
  about.row({"config", text(status, "config")});
  about.row({"state", text(status, "state_dir")});
  about.row({"generation", text(status, "generation")});
  about.row({"workers", text(status, "workers")});
  about.row({"connections", count(status, "connections")});
  if (tool::find(status, "requests_total") != nullptr) {
    about.row({"requests", count(status, "requests_total")});
  }
  const bool degraded = !items(status, "degraded").empty();
  about.row({"degraded", degraded ? text(status, "degraded") : "no"});

  Table listeners({{"listener"}, {"address"}, {"access"}});
  for (const json::value& one : items(status, "listeners")) {
    listeners.row(
        {text(one, "name"), text(one, "address") + ":" + text(one, "port"), text(one, "access")});
  }
  return about.render() + section(listeners) + section(flags_table(status));
}

std::string view_plugins(const json::value& plugins) {
  Table table({{"plugin"},
               {"id"},
               {"version"},
               {"vendor"},
               {"stages"},
               {"models"},
               {"routes", Align::right},
               {"summary"}});
  for (const json::value& one : items(plugins, "plugins")) {
    const json::value* models = tool::find(one, "models");
    const bool has_models = models != nullptr && models->is_bool() && models->get_bool();
    table.row({text(one, "name"), text(one, "id"), text(one, "version"), text(one, "vendor"),
               text(one, "stages"), has_models ? "yes" : "-", text(one, "routes"),
               text(one, "summary")});
  }
  return table.empty() ? "No plugins.\n" : table.render();
}

std::string view_models(const json::value& models) {
  Table table({{"model"},
               {"plugin"},
               {"version"},
               {"type"},
               {"kind"},
               {"features", Align::right},
               {"target"},
               {"sha256"},
               {"artefact"}});
  for (const json::value& one : items(models, "models")) {
    std::string target = text(one, "target.event");
    if (tool::find(one, "target.horizon") != nullptr) target += ", " + text(one, "target.horizon");
    table.row({text(one, "name"), text(one, "plugin"), text(one, "version"), text(one, "type"),
               text(one, "kind"), text(one, "dimension"), target, digest(one, "sha256"),
               text(one, "artefact")});
  }
  return table.empty() ? "No models.\n" : table.render();
}

std::string view_routes(const json::value& routes) {
  Table table({{"listener"}, {"method"}, {"path"}, {"access"}, {"owner"}, {"what"}});
  for (const json::value& one : items(routes, "routes")) {
    table.row({text(one, "listener"), text(one, "method"), text(one, "path"), text(one, "access"),
               text(one, "owner"), tool::find(one, "doc") != nullptr ? text(one, "doc") : ""});
  }
  return table.empty() ? "No routes.\n" : table.render();
}

std::string view_generations(const json::value& generations) {
  Table table({{"generation", Align::right},
               {"state"},
               {"built"},
               {"plugins", Align::right},
               {"models", Align::right},
               {"pipelines", Align::right}});
  for (const json::value& one : items(generations, "generations")) {
    table.row({text(one, "number"), text(one, "state"), text(one, "built"), text(one, "plugins"),
               text(one, "models"), text(one, "pipelines")});
  }
  return table.empty() ? "No generations.\n" : table.render();
}

std::string view_safe(const json::value& safe) {
  const std::optional<double> effective_ms = tool::number(safe, "effective_ms");
  const json::value* recorded = tool::find(safe, "recorded");
  const bool is_recorded = recorded != nullptr && recorded->is_bool() && recorded->get_bool();
  std::string out = "Every flag is at its safe value";
  if (effective_ms) out += ", in force after " + tool::fixed(*effective_ms, 3) + " ms";
  out += is_recorded ? "; recorded.\n" : "; NOT RECORDED YET, see `sparkctl status`.\n";
  return out + section(flags_table(safe));
}

}  // namespace spark::ctl
