// `sparkctl data check`: reads market files as replay and training would, and reports their
// mistakes. It sends nothing.
#include <CLI/CLI.hpp>

#include "spark/market/input_files.h"
#include "spark/market/reader.h"
#include "spark/tool/command.h"
#include "spark/tool/json.h"
#include "spark/tool/terminal.h"

namespace {

using namespace spark;
using tool::Error;
using tool::Exit;
using tool::Result;

constexpr const char* describe = "check recorded market data before it is used";
constexpr const char* verbs = R"(
Example: sparkctl data check BTCUSDT-1m-2024-05.zip

Exit codes: 0 nothing is wrong, 1 something is, 2 usage.)";
constexpr const char* notes = R"(
PATHs are files, or folders of *.csv, *.csv.gz and *.zip; together they are one series, as
replay --input reads them. Counted, each with the first file and line: gaps, rows of the same
time, rows that go back in time, rows beside the grid of the interval, volumes that do not fit
the prices, and rows that cannot be read. Wrong as well: several symbols, kinds or intervals,
an interval that is not a minute, volumes in coins (COIN-M), and files that are cut off.

Examples:
  sparkctl data check BTCUSDT-1m-2024-05.zip
  sparkctl data check data/btcusdt_1m --json
  sparkctl data check ETHUSDT-1s-2024-05-31.zip --resample 1m

Exit codes: 0 nothing is wrong, 1 something is, 2 usage.)";

struct Options {
  std::vector<std::string> paths;
  std::string resample;
  bool json = false;
};

void declare(CLI::App& app, Options& o) {
  app.add_flag("--json", o.json, "The report as JSON");
  app.require_subcommand(1);
  app.fallthrough();
  app.footer(verbs);
  CLI::App* check = app.add_subcommand("check", "Say what is wrong with market files");
  check->add_option("PATH", o.paths, "Files or folders")->required();
  check->add_option("--resample", o.resample, "1m: rows that are closer are to become minutes")
      ->check(CLI::IsMember({"1m"}));
  check->footer(notes);
}

Result<bool> run(const Options& options) {
  const Result<std::vector<std::string>> files = market::expand(options.paths);
  if (!files) return files.error();
  market::ReadOptions read;
  read.resample = !options.resample.empty();
  const market::Findings findings = market::inspect(*files, read);
  tool::put(stdout, options.json ? tool::pretty(as_json(findings)) : as_text(findings));
  return findings.good();
}

}  // namespace

int main(int argc, char** argv) {
  CLI::App app(describe, "sparkctl data");
  Options options;
  declare(app, options);
  if (const std::optional<int> done = tool::parse_command(app, argc, argv)) return *done;
  const Result<bool> good = run(options);
  if (!good) return tool::report("sparkctl data check", good.error());
  return static_cast<int>(*good ? Exit::ok : Exit::failed);
}
