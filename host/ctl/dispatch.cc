#include "ctl/dispatch.h"

#include <CLI/CLI.hpp>
#include <optional>

#include "base/nearest.h"
#include "ctl/built_ins.h"
#include "ctl/change_commands.h"
#include "ctl/commands.h"
#include "ctl/evidence.h"
#include "ctl/globals.h"
#include "ctl/plugin_commands.h"
#include "ctl/rows.h"
#include "ctl/run_route.h"
#include "ctl/tools.h"
#include "ctl/top.h"
#include "spark/tool/command.h"
#include "spark/tool/table.h"

namespace spark::ctl {
namespace {

using tool::Error;
using tool::Exit;
using tool::Result;

struct GraphOptions {
  std::string pipeline;
  bool dot = false;
};

struct TopOptions {
  bool once = false;
  double every_s = 2;
};

std::string footer() {
  tool::Table table({{""}, {""}});
  for (const Tool& tool : list_tools(tools_folder()))
    table.row({"  " + words_of(tool), describe(tool)});
  return (table.empty() ? "" : "Tools (sparkctl TOOL --help):\n" + table.render()) +
         "\nPlugins bring commands of their own: `sparkctl WORD VERB [key=value… | --key value…] "
         "[--data JSON]\n[--confirm]` "
         "calls the route /WORD/VERB, `sparkctl x ID VERB` the route /x/ID/VERB; `sparkctl routes` "
         "lists them.\n"
         "\nWhich host: --admin; else the host of --state-dir; else $SPARK_ADMIN; else the host of "
         "$SPARK_STATE_DIR;\nelse the host of the nearest state folder: var in the working "
         "directory, in each folder above it,\nor above the build that sparkctl lies in (its "
         "run.json names the listener and the credential);\nelse http://127.0.0.1:4002.\n"
         "\nTables are cut to the width of the terminal ($COLUMNS, else what it says); --wide "
         "shows all.\n"
         "\nExamples:\n  sparkctl status\n  sparkctl --wide models\n"
         "  sparkctl --state-dir /srv/spark/var status\n"
         "  sparkctl --admin http://127.0.0.1:4002 models --json\n" +
         exit_codes;
}

void declare_top(BuiltIns& built_ins, TopOptions& top) {
  CLI::App* const sub = built_ins.add(
      "top", "Rates, durations, alerts and figures, again and again on a terminal; Ctrl-C ends it",
      "sparkctl top --once", [&top](const Options& o) {
        return run_top(o, top.once, static_cast<uint32_t>(top.every_s * 1000));
      });
  sub->add_flag("--once", top.once, "Print once, and end");
  sub->add_option("--every", top.every_s, "Seconds from one look to the next")
      ->capture_default_str()
      ->check(CLI::Range(0.5, 3600.0));
}

void declare(BuiltIns& built_ins, GraphOptions& graph) {
  built_ins.add("status", "The host: version, listeners, flags, what is degraded",
                "sparkctl status --json", show_status);
  CLI::App* sub = built_ins.add(
      "graph", "The data flow of pipelines",
      "sparkctl graph predict --dot | dot -Tsvg > predict.svg",
      [&graph](const Options& o) { return show_graph(o, graph.pipeline, graph.dot); });
  sub->add_option("pipeline", graph.pipeline, "One pipeline; all if left out");
  sub->add_flag("--dot", graph.dot, "For Graphviz");
  built_ins.add("plugins", "What is loaded", "sparkctl plugins", show_plugins);
  built_ins.add("models", "Models, their versions, targets and digests", "sparkctl models",
                show_models);
  built_ins.add("routes", "Every route, its access and its owner", "sparkctl routes --json",
                show_routes);
  built_ins.add("generations",
                "Generations: what each is made of, and where the host differs from its file",
                "sparkctl generations", show_generations);
  built_ins.add("facts",
                "Numbers that plugins and the host publish: about what, from how many, how old",
                "sparkctl facts --json", show_facts);
  built_ins.add("alerts",
                "The rows of `alerts:` in the configuration, and which of them fire.\n"
                "States: inactive, pending (it holds, but not for long enough yet), firing, absent "
                "(there is no fact\nto tell by, which is never a pass).",
                "sparkctl alerts\n"
                "         sparkctl alerts --json | jq '.alerts[] | select(.state == \"firing\")'",
                show_alerts);
  built_ins.add("safe", "Sets every flag to its safe value, at once", "sparkctl safe", make_safe);
  declare_changes(built_ins);
  declare_plugin_commands(built_ins);
  const AddCommand add = [&](auto... parts) { return built_ins.add(std::move(parts)...); };
  declare_evidence(add);
  declare_rows(add);
}

// Not a built-in: a tool if there is one of that name, else a route.
Result<int> run_other(const Options& options, std::vector<std::string> arguments,
                      const BuiltIns& built_ins) {
  if (arguments[0].starts_with('-')) {
    return Error{Exit::usage, "unknown option " + arguments[0] + "; see sparkctl --help"};
  }
  std::vector<std::string> known = built_ins.names_below();
  for (const Tool& tool : list_tools(tools_folder())) {
    if (tool.verb == arguments[0]) {
      arguments.erase(arguments.begin());
      return become(tool, arguments, with_host(options));
    }
    known.push_back(words_of(tool));
  }
  return run_route(options, arguments, known);
}

Error unexpected(const std::string& word, const BuiltIn& after, const BuiltIns& built_ins) {
  std::vector<std::string> known = built_ins.names_below(after.words);
  for (const Tool& tool : list_tools(tools_folder())) {
    const std::string words = words_of(tool);
    if (words.starts_with(after.words + " ")) known.push_back(words.substr(after.words.size() + 1));
  }
  const std::string near = base::nearest_name(word, known);
  return Error{Exit::usage, after.words + ": unexpected \"" + word + "\"; " +
                                (near.empty() ? "" : "did you mean \"" + near + "\"? ") +
                                "see sparkctl " + after.words + " --help"};
}

Result<int> run(const CLI::App& app, const Options& options, const BuiltIns& built_ins) {
  const std::vector<std::string> rest = app.remaining();
  if (const BuiltIn* one = built_ins.parsed())
    return rest.empty() ? one->run(options) : unexpected(rest[0], *one, built_ins);
  if (rest.empty()) return Error{Exit::usage, "expected a command; see sparkctl --help"};
  return run_other(options, rest, built_ins);
}

// Parses the command line, with the two words of a tool as one.
std::optional<int> parse(CLI::App& app, int argc, char** argv) {
  const auto takes_value = [&app](const std::string& argument) {
    const CLI::Option* const option = app.get_option_no_throw(argument);
    return option != nullptr && option->get_items_expected_max() > 0;
  };
  std::vector<std::string> texts =
      with_tool_verb({argv + 1, argv + argc}, list_tools(tools_folder()), takes_value);
  std::vector<char*> pointers{argv[0]};
  for (std::string& text : texts) pointers.push_back(text.data());
  return tool::parse_command(app, static_cast<int>(pointers.size()), pointers.data());
}

}  // namespace

int dispatch(int argc, char** argv) {
  CLI::App app("Looks at a running sparkd and steers it", "sparkctl");
  Options options;
  GraphOptions graph;
  add_globals(app, options);
  app.set_version_flag("--version", "sparkctl " SPARK_VERSION);
  app.footer(footer);
  BuiltIns built_ins(app);
  TopOptions top;
  declare(built_ins, graph);
  declare_top(built_ins, top);
  app.prefix_command();  // words that are not built in are left over, with their options
  if (const std::optional<int> done = parse(app, argc, argv)) return *done;
  const Result<int> code = run(app, options, built_ins);
  return code ? *code : tool::report("sparkctl", code.error());
}

}  // namespace spark::ctl
