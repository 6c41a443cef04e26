// Generations: their states, their parts, and where the host differs from its file.
#include "ctl/view_parts.h"
#include "ctl/views.h"

namespace spark::ctl {

namespace json = tool::json;
using tool::Align;
using tool::items;
using tool::Table;
using tool::text;

namespace {

// A number from older hosts, which send the count and no list.
std::string how_many(const json::value& generation, std::string_view of) {
  const json::value* found = tool::find(generation, of);
  if (found != nullptr && found->is_array()) return std::to_string(found->get_array().size());
  return text(generation, of);
}

Table parts_table(const json::value& generations) {
  Table table({{"generation", Align::right},
               {"kind"},
               {"name", Align::left, true},
               {"plugin"},
               {"version"},
               {"sha256"}});
  for (const json::value& generation : items(generations, "generations")) {
    for (const auto& [of, kind] : {std::pair("models", "model"), std::pair("plugins", "plugin")}) {
      for (const json::value& one : items(generation, of)) {
        table.row({text(generation, "number"), kind, text(one, "name"), text(one, "plugin"),
                   text(one, "version"), short_digest(one, "sha256")});
      }
    }
  }
  return table;
}

// Definitions are long: one below the other, not side by side.
std::string overrides_text(const json::value& generations, size_t width) {
  std::string out;
  for (const json::value& one : items(generations, "overrides")) {
    Table both({{""}, {""}});
    both.row({"  in the file", text(one, "yaml")});
    both.row({"  running", text(one, "now")});
    out += "\n" + text(one, "what") + " differs from the configuration since " +
           text(one, "since") + " (" + text(one, "by") + ")\n" + both.render(width);
  }
  return out;
}

std::string residents_text(const json::value& generations, size_t width) {
  if (tool::find(generations, "residents") == nullptr) return "";
  Table table({{"resident"}, {"version"}, {"in use"}, {"sha256"}});
  for (const json::value& one : items(generations, "residents")) {
    table.row({text(one, "id"), text(one, "version"), is_true(one, "in_use") ? "yes" : "no",
               short_digest(one, "sha256")});
  }
  return "\nresidents: " + how_many(generations, "residents") + "/" +
         text(generations, "residents_max") + " libraries, which stay loaded until a restart\n" +
         (table.empty() ? "" : table.render(width));
}

}  // namespace

std::string view_generations(const json::value& generations, size_t width) {
  Table table({{"generation", Align::right},
               {"state"},
               {"confirmed"},
               {"reason"},
               {"built"},
               {"published"},
               {"plugins", Align::right},
               {"models", Align::right},
               {"pipelines", Align::right}});
  for (const json::value& one : items(generations, "generations")) {
    const bool known = tool::find(one, "confirmed") != nullptr;
    const std::string confirmed = is_true(one, "confirmed") ? "yes" : "no";
    table.row({text(one, "number"), text(one, "state"), known ? confirmed : "-",
               text(one, "reason"), text(one, "built"), text(one, "published"),
               how_many(one, "plugins"), how_many(one, "models"), text(one, "pipelines")});
  }
  return (table.empty() ? "No generations.\n" : table.render(width)) +
         section(parts_table(generations), width) + overrides_text(generations, width) +
         residents_text(generations, width);
}

}  // namespace spark::ctl
