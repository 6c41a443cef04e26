// `sparkctl gates`: asks the host to judge the six gates, and exits with 0 only if all are GO.
#include <CLI/CLI.hpp>

#include "gates/document.h"
#include "gates_text.h"
#include "spark/error.h"
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

constexpr const char* describe = "judge the six gates of promotion; 0 only if all are GO";
constexpr const char* notes = R"(
Each gate is GO, NO_GO, INCONCLUSIVE (too little is known) or ERROR. docs/gates.md says what
each asks. The verdict is on the chain when it changes: sparkctl verdict replay.

Examples:
  sparkctl gates
  sparkctl gates --lineage predict-vol --json | jq .gates

Exit codes: 0 GO, 1 not GO, 2 usage, 3 cannot reach the host.)";

struct Options {
  std::string executor = tool::operators_url("executor", "http://127.0.0.1:4001");
  std::string lineage;
  bool json = false;
};

Result<int> run(const Options& options) {
  const Result<tool::Address> address = tool::parse_url(options.executor);
  if (!address) return address.error();
  tool::Client client(*address);
  std::string path = "/promote/gates";
  if (!options.lineage.empty()) path += "?lineage=" + options.lineage;
  if (!tool::is_target(path)) return Error{Exit::usage, "--lineage: expected a lineage's name"};
  const Result<std::string> text = tool::get_from_plugin(client, "promote", path);
  if (!text) return text.error();
  const Result<tool::json::value> body =
      tool::parse_json(*text, "the answer of " + address->text());
  if (!body) return body.error();
  const promote::Judged judged = promote::judged_of(*text);
  tool::put(stdout, options.json ? tool::pretty(*body)
                                 : promote::gates_text(judged.gates, tool::output_width()));
  const bool is_go = promote::overall(judged.gates) == promote::Verdict::go;
  return static_cast<int>(is_go ? Exit::ok : Exit::failed);
}

}  // namespace

int main(int argc, char** argv) {
  CLI::App app(describe, "sparkctl gates");
  Options options;
  app.add_option("--executor", options.executor, "Where /promote/gates is answered")
      ->capture_default_str();
  app.add_option("--lineage", options.lineage, "Another lineage than the primary one");
  app.add_flag("--json", options.json, "JSON instead of a table");
  app.footer(notes);
  if (const std::optional<int> done = tool::parse_command(app, argc, argv)) return *done;
  try {
    const Result<int> code = run(options);
    return code ? *code : tool::report("sparkctl gates", code.error());
  } catch (const spark::Error& error) {
    return tool::report("sparkctl gates", {Exit::failed, error.what()});
  }
}
