// `sparkctl psi`: how far a model's inputs and scores are from the reference that it was trained
// on, as the host finds; or from another reference.
#include <CLI/CLI.hpp>
#include <cctype>
#include <cstdio>

#include "against.h"
#include "spark/tool/command.h"
#include "spark/tool/http_client.h"
#include "spark/tool/json.h"
#include "spark/tool/listener.h"
#include "spark/tool/plugin_route.h"
#include "spark/tool/terminal.h"
#include "view.h"

namespace {

using namespace spark;
using tool::Error;
using tool::Exit;
using tool::Result;

constexpr const char* describe = "show how far a model's inputs have drifted from its reference";
constexpr const char* notes = R"(
One line an input, and one for the score. A bar is full at 0.3. "by chance" is what PSI would be
without drift, were minutes independent; "95 %" is what it stays below without drift in 95 of 100
windows of the reference, whose minutes are not. Below 0.1 is stable, above 0.2 critical. A week
with fewer than 95 % of its minutes is inconclusive, and inconclusive is no pass.

--baseline FILE compares the window's minutes with another reference_distributions.json instead.

Examples:
  sparkctl psi
  sparkctl psi --window 24h --lineage predict-vol
  sparkctl psi --trend 7d
  sparkctl psi --quiet --model v1.8.2 || echo "not now"

Exit codes: 0 pass, 1 no pass, 2 usage or another model, 3 cannot reach the host.)";

struct Options {
  std::string executor = tool::operators_url("executor", "http://127.0.0.1:4001");
  std::string window = "7d";
  std::string lineage;
  std::string model;
  std::string trend;
  std::string baseline;
  bool json = false;
  bool quiet = false;
};

void declare(CLI::App& app, Options& o) {
  app.add_option("--window", o.window, "1h, 24h or 7d")
      ->check(CLI::IsMember({"1h", "24h", "7d"}))
      ->capture_default_str();
  app.add_option("--lineage", o.lineage, "Of this lineage; left out: of the primary one");
  app.add_option("--model", o.model, "Only if this version serves, as v1.8.2");
  app.add_option("--trend", o.trend, "How the 7-day window went: 1d to 7d")
      ->check(CLI::IsMember({"1d", "2d", "3d", "4d", "5d", "6d", "7d"}));
  app.add_option("--baseline", o.baseline, "Compare with this reference_distributions.json");
  app.add_option("--executor", o.executor,
                 "Where the host listens; the executor listener of the host that sparkctl finds")
      ->capture_default_str();
  app.add_flag("--json", o.json, "The answer as JSON");
  app.add_flag("--quiet", o.quiet, "The status alone");
  app.footer(notes);
}

// The characters that a query takes as they are.
Result<std::string> query_of(const Options& options) {
  for (const char c : options.lineage)
    if (std::isalnum(static_cast<unsigned char>(c)) == 0 && c != '-' && c != '_' && c != '.')
      return Error{Exit::usage, "--lineage: expected letters, digits, '-', '_' and '.'"};
  std::string query = "?window=" + options.window;
  if (!options.lineage.empty()) query += "&lineage=" + options.lineage;
  return query;
}

// The answer of the host, or the same minutes against --baseline.
Result<tool::json::value> find_out(const Options& options) {
  const Result<tool::Address> executor = tool::parse_url(options.executor);
  if (!executor) return executor.error();
  const Result<std::string> query = query_of(options);
  if (!query) return query.error();
  tool::Client client(*executor);
  const Result<std::string> body =
      tool::get_from_plugin(client, "drift", "/drift/snapshot" + *query);
  if (!body) return body.error();
  Result<tool::json::value> snapshot = tool::parse_json(*body, "GET /drift/snapshot");
  if (!snapshot) return snapshot.error();
  const std::string version = tool::raw(*snapshot, "model.version");
  if (!options.model.empty() && version.empty())
    return Error{Exit::failed, "--model " + options.model +
                                   ": not looked at yet: the first look comes within seconds of a "
                                   "start"};
  if (!options.model.empty() && options.model != version)
    return Error{Exit::usage, "--model " + options.model + ": " + version + " serves"};
  if (options.baseline.empty()) return snapshot;
  const Result<std::string> csv = tool::get_from_plugin(client, "drift", "/drift/minutes" + *query);
  if (!csv) return csv.error();
  Result<tool::json::value> found = psi::against(*csv, options.baseline);
  if (!found) return found.error();
  for (const char* key : {"timestamp", "window", "lineage", "model"})
    if (const auto* said = tool::find(*snapshot, key)) found->as_object()[key] = *said;
  return found;
}

Result<bool> run(const Options& options) {
  const Result<tool::json::value> found = find_out(options);
  if (!found) return found.error();
  if (options.json) {
    tool::put(stdout, tool::pretty(*found));
  } else if (options.quiet) {
    tool::put(stdout, psi::status_of(*found) + "\n");
  } else if (!options.trend.empty()) {
    tool::put(stdout, psi::trend_text(*found, options.trend[0] - '0', tool::output_width()));
  } else {
    tool::put(stdout, psi::snapshot_text(*found, tool::output_width()));
  }
  return psi::passes(*found);
}

}  // namespace

int main(int argc, char** argv) {
  CLI::App app(describe, "sparkctl psi");
  Options options;
  declare(app, options);
  if (const std::optional<int> done = tool::parse_command(app, argc, argv)) return *done;
  const Result<bool> good = run(options);
  if (!good) return tool::report("sparkctl psi", good.error());
  return static_cast<int>(*good ? Exit::ok : Exit::failed);
}
