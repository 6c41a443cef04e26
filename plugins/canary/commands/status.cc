// `sparkctl canary status`: how the canary goes, once or again and again.
#include <CLI/CLI.hpp>
#include <chrono>
#include <thread>

#include "spark/tool/command.h"
#include "spark/tool/http_client.h"
#include "spark/tool/json.h"
#include "spark/tool/listener.h"
#include "spark/tool/plugin_route.h"
#include "spark/tool/terminal.h"
#include "status_text.h"

namespace {

using namespace spark;
using tool::Error;
using tool::Exit;
using tool::Result;
using tool::json::value;

constexpr const char* describe =
    "show how the canary goes: phase, arms, evidence, what would abort";
constexpr const char* notes = R"(
"alone" is the number of pairs in which that model erred and the other did not. A test or a limit
that is reached ends the canary, unless production breaks it as well. docs/canary.md has the rest.

Examples:
  sparkctl canary status
  sparkctl canary status --watch            # until the canary is over; 1 if it was aborted
  sparkctl canary status --json | jq .evidence

Exit codes: 0 shown, 1 the watched canary did not complete, 2 usage, 3 cannot reach the host.)";

struct Options {
  std::string executor = tool::operators_url("executor", "http://127.0.0.1:4001");
  std::string lineage;
  bool watch = false;
  double every_s = 2;
  bool json = false;
};

Result<value> ask(tool::Client& client, const Options& options) {
  std::string path = "/canary/status";
  if (!options.lineage.empty()) path += "?lineage=" + options.lineage;
  if (!tool::is_target(path)) return Error{Exit::usage, "--lineage: expected a lineage's name"};
  const Result<std::string> text = tool::get_from_plugin(client, "canary", path);
  if (!text) return text.error();
  return tool::parse_json(*text, "the answer of " + client.address().text());
}

void show(const Options& options, const value& status) {
  if (options.json) return tool::put(stdout, tool::pretty(status));
  const size_t width = tool::output_width();
  const bool is_terminal = width != tool::any_width;
  if (options.watch && !is_terminal) return tool::put(stdout, canary::status_line(status) + "\n");
  if (options.watch) tool::clear_screen();
  tool::put(stdout, canary::status_text(status, width));
}

Result<int> run(const Options& options) {
  const Result<tool::Address> address = tool::parse_url(options.executor);
  if (!address) return address.error();
  tool::Client client(*address);
  while (true) {
    const Result<value> status = ask(client, options);
    if (!status) return status.error();
    show(options, *status);
    std::fflush(stdout);
    if (options.watch && canary::goes_on(*status)) {
      std::this_thread::sleep_for(std::chrono::duration<double>(options.every_s));
      continue;
    }
    const std::string state = tool::raw(*status, "state");
    const bool has_failed = state == "aborted" || state == "failed";
    return static_cast<int>(options.watch && has_failed ? Exit::failed : Exit::ok);
  }
}

}  // namespace

int main(int argc, char** argv) {
  CLI::App app(describe, "sparkctl canary status");
  Options options;
  app.add_option("--executor", options.executor, "Where /canary/status is answered")
      ->capture_default_str();
  app.add_option("--lineage", options.lineage, "Another lineage than the primary one");
  app.add_flag("--watch", options.watch, "Shows it again until the canary is over");
  app.add_option("--every", options.every_s, "Seconds between two looks")
      ->check(CLI::Range(0.1, 3600.0))
      ->capture_default_str();
  app.add_flag("--json", options.json, "JSON instead of tables");
  app.footer(notes);
  if (const std::optional<int> done = tool::parse_command(app, argc, argv)) return *done;
  const Result<int> code = run(options);
  return code ? *code : tool::report("sparkctl canary status", code.error());
}
