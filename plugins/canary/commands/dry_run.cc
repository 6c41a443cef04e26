// `sparkctl canary dry-run`: what a plan would have decided, on what the host has counted or on
// recorded days.
#include <CLI/CLI.hpp>
#include <filesystem>

#include "../plan_file.h"
#include "dry_run_text.h"
#include "recorded_pairs.h"
#include "spark/error.h"
#include "spark/recorded/days.h"
#include "spark/recorded/sparkctl.h"
#include "spark/tool/command.h"
#include "spark/tool/http_client.h"
#include "spark/tool/json.h"
#include "spark/tool/listener.h"
#include "spark/tool/plugin_route.h"
#include "spark/tool/terminal.h"

namespace {

using namespace spark;
using tool::Error;
using tool::Exit;
using tool::Result;

constexpr const char* describe = "say what a plan would have decided, in observe-only";
constexpr const char* notes = R"(
Without --from the host judges the plan's limits on the pairs that it has counted, and writes
canary_dryrun_observe.json. With --from the whole course is decided again on recorded requests, in
the order of their times: each phase, test and limit as in a canary that was started with the first
of them. The host may be stopped. --plan is a plan of the host, or with --from a file, or a name of
configs/canary/ beneath the working directory.

Examples:
  sparkctl canary dry-run --plan full
  sparkctl canary dry-run --from recorder://2024-05-01/predict-with-shadow --plan full
  sparkctl canary dry-run --from recorder://2024-05-01..2024-05-10/predict-vol --plan mini --json

Exit codes: 0 every phase would have met the SLO, 1 not so, 2 usage, 3 cannot reach the host.)";

struct Options {
  std::string executor = tool::operators_url("executor", "http://127.0.0.1:4001");
  std::string from;
  std::string plan = "full";
  std::string lineage;
  std::string archive;
  std::string state_dir;
  double match_below = 0.05;
  bool independent = false;
  bool without_by_arm = false;
  bool json = false;
  std::vector<std::string> pairs;  // key=value, as of other verbs of the canary
};

Result<std::string> plan_file(const std::string& plan) {
  const std::string shipped = "configs/canary/" + plan + ".yaml";
  for (const std::string& path : {plan, shipped})
    if (std::filesystem::is_regular_file(path)) return path;
  return Error{Exit::usage, "--plan: there is no file " + plan + ", nor " + shipped};
}

Result<std::string> log_of(const recorded::RecordedDays& days, const Options& options) {
  if (!days.log.empty()) return days.log;
  const Result<std::vector<std::string>> all =
      recorded::recorder_logs(options.state_dir, options.archive);
  if (!all) return all.error();
  if (all->size() == 1) return all->front();
  std::string text = "--from: name one log, recorder://DAY/LOG:";
  for (const std::string& each : *all) text.append(" ").append(each.substr(each.find('.') + 1));
  return Error{Exit::usage, text};
}

Result<canary::RecordedPairs> read_pairs(const Options& options, const canary::Plan& plan) {
  const Result<recorded::RecordedDays> days = recorded::recorded_days(options.from);
  if (!days) return days.error();
  const Result<std::string> log = log_of(*days, options);
  if (!log) return log.error();
  std::vector<std::string> words = {"rows",
                                    "export",
                                    *log,
                                    "--from",
                                    std::to_string(days->from_ms),
                                    "--to",
                                    std::to_string(days->to_ms),
                                    "--format",
                                    "json",
                                    "--quiet"};
  if (!options.archive.empty()) words.insert(words.end(), {"--archive", options.archive});
  canary::PairReader reader(*log, plan, options.match_below);
  const Result<void> read = recorded::run_sparkctl(
      options.state_dir, words, [&reader](std::string_view text) { return reader.add(text); });
  if (!read) return read.error();
  return reader.finish();
}

Result<int> decide_again(const Options& options) {
  const Result<std::string> file = plan_file(options.plan);
  if (!file) return file.error();
  const canary::Plan plan = canary::read_plan_file(*file);
  const Result<canary::RecordedPairs> pairs = read_pairs(options, plan);
  if (!pairs) return pairs.error();
  const canary::DryRun dry_run =
      canary::dry_run_of(*pairs, plan, {options.independent, !options.without_by_arm});
  if (options.json) {
    const std::string document = canary::run_document(dry_run.run(), plan, dry_run.course().state(),
                                                      pairs->pairs.back().at_ms, true, {});
    const Result<tool::json::value> body = tool::parse_json(document, "the document");
    if (!body) return body.error();
    tool::put(stdout, tool::pretty(*body));
  } else {
    tool::put(stdout, canary::dry_run_text(dry_run, *pairs, tool::output_width()));
  }
  return static_cast<int>(canary::has_passed(dry_run) ? Exit::ok : Exit::failed);
}

// The host's own, on what it has counted.
Result<int> ask(const Options& options) {
  const Result<tool::Address> address = tool::parse_url(options.executor);
  if (!address) return address.error();
  tool::Client client(*address);
  std::string path = "/canary/dry-run?plan=" + options.plan;
  if (!options.lineage.empty()) path += "&lineage=" + options.lineage;
  if (!tool::is_target(path)) return Error{Exit::usage, "--plan, --lineage: expected names"};
  const Result<std::string> text = tool::post_to_plugin(client, "canary", path);
  if (!text) return text.error();
  const Result<tool::json::value> body =
      tool::parse_json(*text, "the answer of " + address->text());
  if (!body) return body.error();
  tool::put(stdout,
            options.json ? tool::pretty(*body) : canary::counted_text(*body, tool::output_width()));
  const bool passes = tool::raw(*body, "summary.final_status") == "SUCCESS";
  return static_cast<int>(passes ? Exit::ok : Exit::failed);
}

// plan=mini, as `sparkctl canary start` has it.
Result<void> read_words(Options& options) {
  for (const std::string& word : options.pairs) {
    const size_t equals = word.find('=');
    const std::string key = word.substr(0, equals);
    if (equals == std::string::npos || (key != "plan" && key != "lineage"))
      return Error{Exit::usage, "\"" + word + "\": expected plan=NAME or lineage=NAME"};
    (key == "plan" ? options.plan : options.lineage) = word.substr(equals + 1);
  }
  return {};
}

void declare(CLI::App& app, Options& o) {
  app.add_option("words", o.pairs, "plan=NAME, lineage=NAME");
  app.add_option("--from", o.from, "Recorded days: recorder://DAY[..DAY][/LOG]");
  app.add_option("--plan", o.plan, "A plan")->capture_default_str();
  app.add_option("--lineage", o.lineage, "Another lineage than the primary one");
  app.add_option("--match", o.match_below, "Scores that differ by less are a match")
      ->check(CLI::Range(0.0, 1.0))
      ->capture_default_str();
  app.add_flag("--independent", o.independent, "Errors are known not to come in bursts");
  app.add_flag("--without-by-arm", o.without_by_arm, "Leaves the test by arm out");
  app.add_option("--archive", o.archive, "The folder of archived days, looked at as well");
  app.add_option("--state-dir", o.state_dir, "The host's state folder (else the one found)");
  app.add_option("--executor", o.executor, "Where /canary/dry-run is answered")
      ->capture_default_str();
  app.add_flag("--json", o.json, "JSON instead of tables");
  app.footer(notes);
}

}  // namespace

int main(int argc, char** argv) {
  CLI::App app(describe, "sparkctl canary dry-run");
  Options options;
  declare(app, options);
  if (const std::optional<int> done = tool::parse_command(app, argc, argv)) return *done;
  try {
    const Result<void> words = read_words(options);
    if (!words) return tool::report("sparkctl canary dry-run", words.error());
    const Result<int> code = options.from.empty() ? ask(options) : decide_again(options);
    return code ? *code : tool::report("sparkctl canary dry-run", code.error());
  } catch (const spark::Error& error) {
    return tool::report("sparkctl canary dry-run", {Exit::usage, error.what()});
  }
}
