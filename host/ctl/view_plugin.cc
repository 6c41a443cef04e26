// One plugin, for people.
#include "ctl/view_parts.h"
#include "ctl/views.h"

namespace spark::ctl {

namespace json = tool::json;
using tool::Align;
using tool::items;
using tool::Table;
using tool::text;

namespace {

std::string age(const json::value& plugin) {
  const std::optional<double> uptime_s = tool::number(plugin, "uptime_s");
  return uptime_s ? tool::duration(*uptime_s) : "-";
}

std::string microseconds(const json::value& stage, std::string_view path) {
  const std::optional<double> number = tool::number(stage, path);
  return number ? tool::fixed(*number, 1) : "-";
}

Table stages_table(const json::value& plugin) {
  Table table({{"stage"},
               {"kind"},
               {"calls", Align::right},
               {"failures", Align::right},
               {"p50 µs", Align::right},
               {"p99 µs", Align::right},
               {"breaker"}});
  for (const json::value& one : items(plugin, "stages")) {
    table.row({text(one, "pipeline") + "." + text(one, "stage"), text(one, "kind"),
               text(one, "calls"), text(one, "failures"), microseconds(one, "p50_us"),
               microseconds(one, "p99_us"), text(one, "breaker.state")});
  }
  return table;
}

Table errors_table(const json::value& plugin) {
  Table table({{"last error"}, {"count", Align::right}, {"text"}});
  for (const json::value& one : items(plugin, "errors"))
    table.row({text(one, "at"), text(one, "count"), text(one, "text")});
  return table;
}

}  // namespace

std::string view_plugin(const json::value& plugin, size_t width) {
  Table table({{""}, {""}});
  table.row({"plugin", text(plugin, "name") + ", " + text(plugin, "id") + " " +
                           text(plugin, "version") + " of " + text(plugin, "vendor") + ", ABI " +
                           text(plugin, "abi")});
  table.row({"state", text(plugin, "state") + " since " + text(plugin, "since") + " (" +
                          age(plugin) + "), generation " + text(plugin, "generation")});
  if (tool::find(plugin, "complaint") != nullptr)
    table.row({"complains", text(plugin, "complaint")});
  table.row({"library", text(plugin, "library")});
  table.row({"sha256", text(plugin, "sha256")});
  const bool is_own = tool::raw(plugin, "log_level_of") == "plugin";
  table.row({"log level", text(plugin, "log_level") + (is_own ? ", its own" : ", the host's")});
  table.row({"errors", text(plugin, "errors_total")});
  return table.render(width) + section(stages_table(plugin), width) +
         section(errors_table(plugin), width);
}

std::string view_log_level(const json::value& answer) {
  return text(answer, "of") + " logs from " + text(answer, "log_level") + " on" +
         (is_true(answer, "recorded") ? "; recorded.\n"
                                      : "; NOT RECORDED YET, see `sparkctl status`.\n");
}

}  // namespace spark::ctl
