// `sparkctl models info`: shows an artefact, and whether it verifies. It asks no host.
#include <CLI/CLI.hpp>

#include "artefact_info.h"
#include "spark/offline/artefact_model.h"
#include "spark/tool/command.h"
#include "spark/tool/json.h"
#include "spark/tool/terminal.h"

namespace {

using namespace spark;
using tool::Exit;

constexpr const char* describe = "show a model artefact and whether it verifies";
constexpr const char* notes = R"(
DIR is an artefact's folder. Its SHA256SUMS is compared with its files, and the plugin that
serves loads it and computes its probes again, as the host does before it serves a model. No
host is asked.

Examples:
  sparkctl models info configs/models/v1.8-b0
  sparkctl models info models/v3 --json | jq .trees

Exit codes: 0 it verifies, 1 it does not, 2 usage.)";

struct Options {
  std::string artefact;
  bool json = false;
};

// Why it does not verify is the answer, not a mistake of the command line.
int show(const Options& options) {
  const auto info =
      models::artefact_info(options.artefact, offline::ArtefactModel::installed_plugin());
  if (info) {
    tool::put(stdout, options.json ? tool::pretty(*info) : models::info_text(*info));
    return static_cast<int>(Exit::ok);
  }
  if (options.json) {
    tool::put(stdout, tool::pretty(tool::json::object{{"artefact", options.artefact},
                                                      {"verifies", false},
                                                      {"why", info.error().text}}));
    return static_cast<int>(Exit::failed);
  }
  return tool::report("sparkctl models info", {Exit::failed, info.error().text});
}

}  // namespace

int main(int argc, char** argv) {
  CLI::App app(describe, "sparkctl models info");
  Options options;
  app.add_option("DIR", options.artefact, "The artefact's folder")->required();
  app.add_flag("--json", options.json, "JSON instead of a table");
  app.footer(notes);
  if (const std::optional<int> done = tool::parse_command(app, argc, argv)) return *done;
  return show(options);
}
