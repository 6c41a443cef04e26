// `sparkctl models pack`: makes a verified artefact of the model file that XGBoost or LightGBM
// saved.
#include <CLI/CLI.hpp>

#include "pack.h"
#include "spark/offline/artefact_model.h"
#include "spark/tool/command.h"
#include "spark/tool/format.h"
#include "spark/tool/json.h"
#include "spark/tool/terminal.h"

namespace {

using namespace spark;
using tool::Error;
using tool::Exit;
using tool::Result;

constexpr const char* describe = "make an artefact of a model that XGBoost or LightGBM saved";
constexpr const char* notes = R"(
FILE is what save_model() writes: XGBoost's JSON or UBJSON (1.7 to 3.x) or LightGBM's text.
names.txt has the features, one a line, in the order of the columns; where FILE has names of
its own it may be left out, and otherwise the two must agree.

rows.csv and scores.csv are some rows and what predict() gave for them, one a line, as
numpy.savetxt() writes them. Every row is scored by the plugin that will serve, and the
first one that differs by more than 1e-6 is named. Without them probes are computed, and the
manifest says so: then nobody has compared the model with the tool that made it.

Examples:
  sparkctl models pack --from model.ubj --features names.txt --rows rows.csv \
      --scores scores.csv --version v3 --target up-move/5min/mid --out models/v3
  sparkctl models pack --from model.txt --version v4 --target up-move/5min --out models/v4

Exit codes: 0 written, 1 scores disagree or it cannot be written, 2 usage, a wrong file.)";

struct Options {
  models::PackRequest request;
  std::string target;
  bool json = false;
};

void declare(CLI::App& app, Options& o) {
  models::PackRequest& r = o.request;
  app.add_option("--from", r.from, "The model's FILE")->required();
  app.add_option("--features", r.features, "Names of the features, one a line");
  CLI::Option* const rows = app.add_option("--rows", r.rows, "Rows with known scores");
  CLI::Option* const scores = app.add_option("--scores", r.scores, "Their scores");
  rows->needs(scores);
  scores->needs(rows);
  app.add_option("--version", r.version, "Of the model, such as v3")->required();
  app.add_option("--target", o.target, "What it says: EVENT/HORIZON or EVENT/HORIZON/REFERENCE")
      ->required();
  app.add_option("--out", r.out, "The artefact's folder")->required();
  app.add_flag("--accepts-missing", r.accepts_missing,
               "The model learned from rows that lack features, and may get such rows");
  app.add_flag("--replace", r.is_replacing, "Replace an artefact that is there");
  app.add_flag("--json", o.json, "JSON instead of text");
  app.footer(notes);
}

std::string as_text(const models::PackRequest& request, const models::Packed& packed) {
  std::string text = request.out.string() + ": " + packed.type + ", " +
                     tool::grouped(packed.trees) + " trees, " +
                     std::to_string(packed.features.size()) + " features, " +
                     tool::grouped(packed.probes) + " probes\n";
  if (packed.compared_rows > 0) {
    return text + "scores: " + tool::grouped(packed.compared_rows) +
           " rows agree; largest difference " + tool::rounded(packed.largest_difference) + "\n";
  }
  return text + "scores: computed, and compared with nobody's; --rows and --scores compare them\n";
}

tool::json::value as_json(const models::PackRequest& request, const models::Packed& packed) {
  return {{"artefact", request.out.string()},
          {"version", request.version},
          {"type", packed.type},
          {"features", tool::json::array(packed.features.begin(), packed.features.end())},
          {"trees", packed.trees},
          {"probes", packed.probes},
          {"compared_rows", packed.compared_rows},
          {"largest_difference", packed.largest_difference}};
}

Result<void> run(Options& options) {
  const auto target = models::parse_target(options.target);
  if (!target) {
    return Error{Exit::usage,
                 "--target: expected EVENT/HORIZON or EVENT/HORIZON/REFERENCE, such as "
                 "up-move/5min/mid, found \"" +
                     options.target + "\""};
  }
  options.request.target = *target;
  options.request.plugin_file = offline::ArtefactModel::installed_plugin();
  const auto packed = models::pack(options.request);
  if (!packed) return packed.error();
  tool::put(stdout, options.json ? tool::pretty(as_json(options.request, *packed))
                                 : as_text(options.request, *packed));
  return {};
}

}  // namespace

int main(int argc, char** argv) {
  CLI::App app(describe, "sparkctl models pack");
  Options options;
  declare(app, options);
  if (const std::optional<int> done = tool::parse_command(app, argc, argv)) return *done;
  const Result<void> good = run(options);
  if (!good) return tool::report("sparkctl models pack", good.error());
  return static_cast<int>(Exit::ok);
}
