#include "ctl/views.h"

#include <cstdio>

#include "ctl/view_parts.h"
#include "spark/tool/format.h"
#include "spark/tool/table.h"

namespace spark::ctl {

namespace json = tool::json;
using tool::Align;
using tool::items;
using tool::Table;
using tool::text;

namespace {

std::string count(const json::value& value, std::string_view path) {
  const std::optional<double> number = tool::number(value, path);
  return number && *number >= 0 ? tool::grouped(static_cast<uint64_t>(*number)) : text(value, path);
}

Table flags_table(const json::value& value) {
  Table flags({{"flag"}, {"value", Align::right}, {"safe value", Align::right}, {""}});
  for (const json::value& flag : items(value, "flags")) {
    flags.row({text(flag, "name"), text(flag, "value"), text(flag, "safe"),
               is_true(flag, "latched") ? "latched; see sparkctl flags" : ""});
  }
  return flags;
}

// The names that a plugin may use, its own included: "mine_*, /x/mine/*".
std::string names_of(const json::value& plugin) {
  std::string all;
  for (const char* kind : {"may.metrics", "may.routes"}) {
    for (const json::value& each : items(plugin, kind)) {
      const std::string begins = each.is_string() ? std::string(each.get_string()) : "";
      if (begins.empty() || begins == "/") return "anything";
      const bool is_path = begins.starts_with('/') && !begins.ends_with('/');
      all += (all.empty() ? "" : ", ") + begins + (is_path ? "/*" : "*");
    }
  }
  return all;
}

// … and the models that it may swap.
std::string granted(const json::value& plugin) {
  std::string all = names_of(plugin);
  for (const json::value& model : items(plugin, "may.swap"))
    if (model.is_string()) all.append(", swap ").append(model.get_string());
  return all;
}

// The number of probes, and how near the model came to their scores: "11, exact", "11, within
// 2.2e-16".
std::string probes(const json::value& model) {
  const std::optional<double> how_many = tool::number(model, "probes.count");
  if (!how_many || *how_many < 1) return "-";
  const std::string counted = count(model, "probes.count");
  if (is_true(model, "probes.exact")) return counted + ", exact";
  char within[32];
  std::snprintf(within, sizeof within, ", within %.1e",
                tool::number(model, "probes.largest_difference").value_or(0));
  return counted + within;
}

// Older hosts send only the generation's number.
void add_generation(Table& about, const json::value& status) {
  std::string generation = text(status, "generation");
  if (tool::find(status, "generation_confirmed") != nullptr)
    generation += is_true(status, "generation_confirmed") ? ", confirmed" : ", not confirmed yet";
  about.row({"generation", generation});
  if (const size_t differ = items(status, "overrides").size(); differ > 0) {
    about.row({"overrides", std::to_string(differ) +
                                (differ == 1 ? " definition differs" : " definitions differ") +
                                " from the configuration; see sparkctl generations"});
  }
  if (tool::number(status, "quarantined").value_or(0) > 0) {
    about.row(
        {"quarantined", count(status, "quarantined") + "; see sparkctl plugins quarantine list"});
  }
}

void add_chain(Table& about, const json::value& status) {
  if (tool::find(status, "chain") == nullptr) return;
  about.row({"record", count(status, "chain.sequence") + ", last " +
                           short_digest(status, "chain.hash") +
                           (is_true(status, "chain.recording") ? "" : ", NOT RECORDING")});
}

}  // namespace

std::string view_status(const json::value& status, size_t width) {
  Table about({{""}, {""}});
  const double uptime_s = tool::number(status, "uptime_s").value_or(0);
  about.row({"sparkd", text(status, "version") + " (ABI " + text(status, "abi") + "), process " +
                           text(status, "pid")});
  about.row({"up", tool::duration(uptime_s) + ", since " + text(status, "started")});
  about.row({"config", text(status, "config")});
  about.row({"state", text(status, "state_dir")});
  if (const json::value* const kept = tool::find(status, "retention"))
    about.row({"retention", text(*kept, "profile")});
  add_generation(about, status);
  about.row({"workers", text(status, "workers")});
  if (tool::find(status, "clock") != nullptr) about.row({"clock", text(status, "clock")});
  about.row({"connections", count(status, "connections")});
  if (tool::find(status, "requests_total") != nullptr) {
    about.row({"requests", count(status, "requests_total")});
  }
  add_chain(about, status);
  const bool degraded = !items(status, "degraded").empty();
  about.row({"degraded", degraded ? text(status, "degraded") : "no"});

  Table listeners({{"listener"}, {"address"}, {"access"}});
  for (const json::value& one : items(status, "listeners")) {
    listeners.row(
        {text(one, "name"), text(one, "address") + ":" + text(one, "port"), text(one, "access")});
  }
  return about.render(width) + section(listeners, width) + section(flags_table(status), width);
}

std::string view_plugins(const json::value& plugins, size_t width) {
  Table table({{"plugin"},
               {"id"},
               {"version"},
               {"vendor"},
               {"stages"},
               {"models"},
               {"routes", Align::right},
               {"may name"},
               {"summary"},
               {"sha256"}});
  for (const json::value& one : items(plugins, "plugins")) {
    table.row({text(one, "name"), text(one, "id"), text(one, "version"), text(one, "vendor"),
               text(one, "stages"), is_true(one, "models") ? "yes" : "-", text(one, "routes"),
               granted(one), text(one, "summary"), text(one, "sha256")});
  }
  return table.empty() ? "No plugins.\n" : table.render(width);
}

std::string view_models(const json::value& models, size_t width) {
  Table table({{"model"},
               {"plugin"},
               {"version"},
               {"type"},
               {"kind"},
               {"features", Align::right},
               {"target"},
               {"probes"},
               {"artefact"},
               {"sha256"}});
  for (const json::value& one : items(models, "models")) {
    std::string target = text(one, "target.event");
    if (tool::find(one, "target.horizon") != nullptr) target += ", " + text(one, "target.horizon");
    table.row({text(one, "name"), text(one, "plugin"), text(one, "version"), text(one, "type"),
               text(one, "kind"), text(one, "dimension"), target, probes(one),
               text(one, "artefact"), text(one, "sha256")});
  }
  return table.empty() ? "No models.\n" : table.render(width);
}

std::string view_routes(const json::value& routes, size_t width) {
  Table table({{"listener"},
               {"method", Align::left, true},
               {"path", Align::left, true},
               {"access"},
               {"owner"},
               {"what"}});
  for (const json::value& one : items(routes, "routes")) {
    table.row({text(one, "listener"), text(one, "method"), text(one, "path"), text(one, "access"),
               text(one, "owner"), tool::find(one, "doc") != nullptr ? text(one, "doc") : ""});
  }
  return table.empty() ? "No routes.\n" : table.render(width);
}

std::string view_flags(const json::value& flags, size_t width) {
  Table table({{"flag"},
               {"value", Align::right},
               {"initial", Align::right},
               {"safe value", Align::right},
               {"latched by"},
               {"since"},
               {"record", Align::right}});
  for (const json::value& flag : items(flags, "flags")) {
    table.row({text(flag, "name"), text(flag, "value"), text(flag, "initial"), text(flag, "safe"),
               text(flag, "latched.by"), text(flag, "latched.at"), text(flag, "latched.sequence")});
  }
  return table.empty() ? "No flags.\n" : table.render(width);
}

std::string view_facts(const json::value& facts, size_t width) {
  Table table({{"fact", Align::left, true},
               {"pipeline"},
               {"model"},
               {"sha256"},
               {"value", Align::right},
               {"unit"},
               {"samples", Align::right},
               {"age s", Align::right},
               {"basis"}});
  for (const json::value& fact : items(facts, "facts")) {
    const std::optional<double> age_ms = tool::number(fact, "age_ms");
    table.row({text(fact, "name"), text(fact, "subject.pipeline"), text(fact, "subject.model"),
               text(fact, "subject.sha256"), rounded(fact, "value"), text(fact, "unit"),
               text(fact, "samples"), age_ms ? tool::fixed(*age_ms / 1'000, 1) : "-",
               tool::find(fact, "basis") == nullptr ? "-" : "told"});
  }
  return table.empty() ? "No facts.\n" : table.render(width);
}

std::string view_safe(const json::value& safe, size_t width) {
  const std::optional<double> effective_ms = tool::number(safe, "effective_ms");
  std::string out = "Every flag is at its safe value";
  if (effective_ms) out += ", in force after " + tool::fixed(*effective_ms, 3) + " ms";
  out +=
      is_true(safe, "recorded") ? "; recorded.\n" : "; NOT RECORDED YET, see `sparkctl status`.\n";
  return out + section(flags_table(safe), width);
}

}  // namespace spark::ctl
