// `sparkctl models reference`: adds the distributions of features and scores on recorded data to an
// artefact.
#include <CLI/CLI.hpp>

#include "add_reference.h"
#include "spark/offline/artefact_model.h"
#include "spark/offline/snapshot_stage.h"
#include "spark/tool/command.h"
#include "spark/tool/format.h"
#include "spark/tool/json.h"
#include "spark/tool/terminal.h"

namespace {

using namespace spark;
using tool::Error;
using tool::Exit;
using tool::Result;

constexpr const char* describe = "add the distributions of features and scores to an artefact";
constexpr const char* notes = R"(
Features are computed by the plugin that serves them, and scores by the model itself. What is
added are bins and counts; no price is. The data must pass the checks of training: no gap of
more than 5 minutes, no wrong rows. Features of a spread that was estimated, as in klines, are
marked. The other files of the artefact stay as they are, its digest changes.

Examples:
  sparkctl models reference --artefact models/v3 --data data/btcusdt_1m --out models/v3-b1
  sparkctl models reference --artefact models/v3 --data BTCUSDT-1m-2023-12.csv \
      BTCUSDT-1m-2024-01.csv --replace

Exit codes: 0 written, 1 it cannot be written, 2 usage, wrong data or a wrong artefact.)";

struct Options {
  models::ReferenceRequest request;
  bool json = false;
  bool quiet = false;
};

void declare(CLI::App& app, Options& o) {
  models::ReferenceRequest& r = o.request;
  app.add_option("--artefact", r.artefact, "The artefact's folder")->required();
  app.add_option("--data", r.data, "Market files, or folders of them")->required();
  app.add_option("--out", r.out, "The folder of the new artefact; with --replace the same");
  app.add_flag("--replace", r.is_replacing, "Replace an artefact that is there");
  app.add_flag("--json", o.json, "JSON instead of text");
  app.add_flag("--quiet", o.quiet, "No progress");
  app.footer(notes);
}

std::string as_text(const models::ReferenceRequest& request, const models::AddedReference& added) {
  std::string text = request.out.string() + ": " + tool::grouped(added.rows) + " rows of " +
                     tool::grouped(added.minutes) + " minutes, " + tool::grouped(added.bytes) +
                     " bytes\n";
  for (const std::string& name : added.estimated) {
    text += name + ": was estimated, and is marked\n";
  }
  return text;
}

tool::json::value as_json(const models::ReferenceRequest& request,
                          const models::AddedReference& added) {
  return {{"artefact", request.out.string()},
          {"minutes", added.minutes},
          {"rows", added.rows},
          {"bytes", added.bytes},
          {"estimated", tool::json::array(added.estimated.begin(), added.estimated.end())}};
}

Result<void> run(Options& options) {
  models::ReferenceRequest& request = options.request;
  if (request.out.empty()) {
    if (!request.is_replacing) {
      return Error{Exit::usage, "expected --out, or --replace to write into the same folder"};
    }
    request.out = request.artefact;
  }
  request.features_plugin = offline::SnapshotStage::installed_plugin();
  request.model_plugin = offline::ArtefactModel::installed_plugin();
  request.progress = tool::progress_style(options.quiet);
  const auto added = models::add_reference(request);
  if (!added) return added.error();
  tool::put(stdout,
            options.json ? tool::pretty(as_json(request, *added)) : as_text(request, *added));
  return {};
}

}  // namespace

int main(int argc, char** argv) {
  CLI::App app(describe, "sparkctl models reference");
  Options options;
  declare(app, options);
  if (const std::optional<int> done = tool::parse_command(app, argc, argv)) return *done;
  const Result<void> good = run(options);
  if (!good) return tool::report("sparkctl models reference", good.error());
  return static_cast<int>(Exit::ok);
}
