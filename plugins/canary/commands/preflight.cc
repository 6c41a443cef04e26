// `sparkctl canary preflight`: production's figures before a start; exits with 0 only if they pass.
#include <CLI/CLI.hpp>

#include "preflight_text.h"
#include "spark/tool/command.h"
#include "spark/tool/http_client.h"
#include "spark/tool/listener.h"
#include "spark/tool/plugin_route.h"
#include "spark/tool/terminal.h"

namespace {

using namespace spark;
using tool::Error;
using tool::Exit;
using tool::Result;

constexpr const char* describe =
    "look at production's figures before a canary; 0 only if they pass";
constexpr const char* notes = R"(
It only looks, needs no credential, and may be asked once in 2 s. The host writes
canary_preflight.json and puts the outcome on record, where gate 6 reads it. Too few pairs are no
pass. A start does not ask for one: docs/canary.md.

Examples:
  sparkctl canary preflight
  sparkctl canary preflight --json | jq .checked
  sparkctl canary preflight && sparkctl canary start plan=full mode=observe-only --confirm

Exit codes: 0 pass, 1 no pass, 2 usage, 3 cannot reach the host.)";

struct Options {
  std::string executor = tool::listener_url("executor", "http://127.0.0.1:4001");
  std::string lineage;
  bool json = false;
  std::vector<std::string> pairs;  // lineage=NAME, as other verbs of the canary take it
};

Result<int> run(const Options& options) {
  const Result<tool::Address> address = tool::parse_url(options.executor);
  if (!address) return address.error();
  tool::Client client(*address);
  std::string path = "/canary/preflight";
  if (!options.lineage.empty()) path += "?lineage=" + options.lineage;
  if (!tool::is_target(path)) return Error{Exit::usage, "--lineage: expected a lineage's name"};
  const Result<std::string> text = tool::post_to_plugin(client, "canary", path);
  if (!text) return text.error();
  const Result<tool::json::value> found =
      tool::parse_json(*text, "the answer of " + address->text());
  if (!found) return found.error();
  tool::put(stdout, options.json ? tool::pretty(*found)
                                 : canary::preflight_text(*found, tool::output_width()));
  return static_cast<int>(canary::has_passed_preflight(*found) ? Exit::ok : Exit::failed);
}

Result<void> read_words(Options& options) {
  constexpr std::string_view lineage = "lineage=";
  for (const std::string& word : options.pairs) {
    if (!word.starts_with(lineage))
      return Error{Exit::usage, "\"" + word + "\": expected lineage=NAME"};
    options.lineage = word.substr(lineage.size());
  }
  return {};
}

}  // namespace

int main(int argc, char** argv) {
  CLI::App app(describe, "sparkctl canary preflight");
  Options options;
  app.add_option("words", options.pairs, "lineage=NAME");
  app.add_option("--executor", options.executor, "Where /canary/preflight is answered")
      ->capture_default_str();
  app.add_option("--lineage", options.lineage, "Another lineage than the primary one");
  app.add_flag("--json", options.json, "The host's document instead of tables");
  app.footer(notes);
  if (const std::optional<int> done = tool::parse_command(app, argc, argv)) return *done;
  const Result<void> words = read_words(options);
  if (!words) return tool::report("sparkctl canary preflight", words.error());
  const Result<int> code = run(options);
  return code ? *code : tool::report("sparkctl canary preflight", code.error());
}
