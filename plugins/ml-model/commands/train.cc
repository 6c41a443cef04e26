// `sparkctl train`: from recorded market data to an artefact that the host can swap in.
#include <stdlib.h>
#include <CLI/CLI.hpp>

#include <algorithm>
#include <cstdlib>
#include <fstream>

#include "spark/offline/artefact_model.h"
#include "spark/offline/snapshot_stage.h"
#include "spark/recorded/days.h"
#include "spark/tool/command.h"
#include "spark/tool/format.h"
#include "spark/tool/terminal.h"
#include "train_text.h"
#include "training/artefact_text.h"
#include "write_model.h"

namespace {

using namespace spark;
using tool::Error;
using tool::Exit;
using tool::Result;

constexpr const char* describe = "make a model of recorded market data";
constexpr const char* notes = R"(
Reads minutes as replay does, refuses data of poor quality, computes the features with the
library that serves, labels, searches the grid by purged cross-validation, fits, calibrates,
and writes an artefact: the whole folder or nothing. docs/training.md explains each step.
Equal data, configuration and seed give equal bytes.

PATHs are files, or folders of *.csv, *.csv.gz and *.zip.

Examples:
  sparkctl train --config configs/train/v1.8.2.yaml --data data/btcusdt_1m
  sparkctl train --config configs/train/direction.yaml --data data/btcusdt_1m --out /tmp/d

Exit codes: 0 an artefact was written, 1 refused (data, leakage alarm), 2 usage.)";

struct Arguments {
  std::string config;
  std::vector<std::string> data;
  std::string state_dir;
  std::string out;
  std::string date;
  std::string features_plugin = offline::SnapshotStage::installed_plugin().string();
  std::string model_plugin = offline::ArtefactModel::installed_plugin().string();
  uint64_t seed = 1;
  bool replace = false;
  bool quiet = false;
};

void declare(CLI::App& app, Arguments& a) {
  app.add_option("--config", a.config, "What to train, such as configs/train/v1.8.2.yaml")
      ->required();
  app.add_option("--data", a.data,
                 "Files, folders, or recorder://2024-05-01..2024-06-30 of a host's record; else "
                 "the folder btcusdt_1m of $SPARK_DATA_DIR");
  app.add_option("--state-dir", a.state_dir,
                 "Where recorder:// finds its rows: a host's state folder (else the one found)");
  app.add_option("--out", a.out, "The artefact's folder; var/models/<version> without it");
  app.add_option("--date", a.date,
                 "The manifest's training date, 2024-02-01; else the newest training row's time");
  app.add_option("--seed", a.seed, "Of resampling and of trees")
      ->check(CLI::Range(0.0, 4'294'967'295.0))
      ->capture_default_str();
  app.add_option("--features-plugin", a.features_plugin, "The library that computes features");
  app.add_option("--model-plugin", a.model_plugin, "The library that loads the artefact");
  app.add_flag("--replace", a.replace, "An artefact that lies there is replaced");
  app.add_flag("--quiet", a.quiet, "No progress");
  app.footer(notes);
}

Result<std::vector<std::string>> data_of(const Arguments& arguments) {
  if (!arguments.data.empty()) return arguments.data;
  const char* folder = std::getenv("SPARK_DATA_DIR");
  if (folder == nullptr || *folder == '\0')
    return Error{Exit::usage, "expected --data PATH, or a folder in $SPARK_DATA_DIR"};
  return std::vector<std::string>{std::string(folder) + "/btcusdt_1m"};
}

// The report of data that were refused, beside the artefact that was not made.
Error refusal(const train::Material& material, const std::filesystem::path& out) {
  std::string text =
      "the data are refused:\n" + training::refusal_text(material.checks) + "Nothing was trained.";
  const std::filesystem::path file = out.string() + ".data_quality_report.json";
  std::error_code ignored;
  std::filesystem::create_directories(file.parent_path(), ignored);
  std::ofstream report(file, std::ios::binary | std::ios::trunc);
  report << training::artefact_text(training::as_json(material.checks, material.findings));
  report.close();
  if (report) text += " The whole report is " + file.string();
  return {Exit::failed, text};
}

// A recorded day as a file of snapshots in a folder of its own: training reads it as it reads any
// file, refuses it as such, and knows it by its digest.
class RecordedFile {
 public:
  RecordedFile() = default;
  RecordedFile(const RecordedFile&) = delete;
  RecordedFile& operator=(const RecordedFile&) = delete;
  ~RecordedFile() {
    std::error_code ignored;
    if (!folder_.empty()) std::filesystem::remove_all(folder_, ignored);
  }

  // Puts files in the place of what recorder:// names.
  Result<void> replace(std::vector<std::string>& data, const std::string& state_dir) {
    for (std::string& input : data) {
      if (!input.starts_with(recorded::recorder_scheme)) continue;
      const Result<recorded::RecordedDays> days = recorded::recorded_days(input);
      if (!days) return days.error();
      const Result<recorded::Recording> recording = recorded::read_days(*days, state_dir);
      if (!recording) return recording.error();
      std::string name = input.substr(recorded::recorder_scheme.size());
      std::replace(name.begin(), name.end(), '/', '-');
      if (folder_.empty()) {
        std::string path = (std::filesystem::temp_directory_path() / "spark-train-XXXXXX").string();
        if (::mkdtemp(path.data()) != nullptr) folder_ = path;
      }
      input = (folder_ / ("recorder-" + name + ".csv")).string();
      std::ofstream file(input, std::ios::binary | std::ios::trunc);
      file << recorded::snapshots_csv(*recording);
      file.close();
      if (!file) return Error{Exit::failed, input + ": cannot be written"};
    }
    return {};
  }

 private:
  std::filesystem::path folder_;
};

Result<void> run(const Arguments& arguments) {
  Result<train::Config> config = train::read_config(arguments.config);
  if (!config) return config.error();
  config->recipe.seed = arguments.seed;
  const Result<std::vector<std::string>> data = data_of(arguments);
  if (!data) return data.error();
  train::Options options;
  options.data = *data;
  RecordedFile recorded_file;
  if (Result<void> replaced = recorded_file.replace(options.data, arguments.state_dir); !replaced)
    return replaced.error();
  options.out = arguments.out.empty() ? "var/models/" + config->model_version : arguments.out;
  options.replace = arguments.replace;
  options.features_plugin = arguments.features_plugin;
  options.model_plugin = arguments.model_plugin;
  options.progress = tool::progress_style(arguments.quiet);
  if (!arguments.date.empty()) {
    options.date_ms = train::day_ms(arguments.date);
    if (!options.date_ms) return Error{Exit::usage, "--date: expected a day such as 2024-02-01"};
  }
  if (std::filesystem::exists(options.out) && !options.replace)
    return Error{Exit::usage, options.out.string() + " is there already; --replace replaces it"};

  const Result<train::Material> material = train::prepare(*config, options);
  if (!material) return material.error();
  if (!training::all_pass(material->checks)) return refusal(*material, options.out);
  tool::put(stdout, train::data_text(*config, *material));
  const Result<train::Trained> trained = train::train(*config, options, *material);
  if (!trained) return trained.error();
  tool::put(stdout, train::training_text(*config, *trained));
  if (const Result<void> written = train::write(*config, options, *material, *trained); !written)
    return written.error();
  tool::put(stdout, train::test_text(*config, *trained));
  tool::put(stdout, "\nWritten: " + options.out.string() + "\n");
  return {};
}

}  // namespace

int main(int argc, char** argv) {
  CLI::App app(describe, "sparkctl train");
  Arguments arguments;
  if (const char* found = std::getenv("SPARK_STATE_DIR")) arguments.state_dir = found;
  declare(app, arguments);
  if (const std::optional<int> done = tool::parse_command(app, argc, argv)) return *done;
  const Result<void> ran = run(arguments);
  if (!ran) return tool::report("sparkctl train", ran.error());
  return static_cast<int>(Exit::ok);
}
