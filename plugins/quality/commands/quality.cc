// `sparkctl quality`: how good past predictions were, now that it is known what came true.
#include <CLI/CLI.hpp>
#include <cctype>
#include <cstdint>
#include <cstdio>
#include <optional>

#include "quality_view.h"
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

constexpr const char* describe = "show how good the live models' past predictions were";
constexpr const char* notes = R"(
Each prediction is judged once its horizon has passed, by the same symbol's later snapshots. AUC
ranks: 0.5 is chance, 1 perfect. Brier score and log-loss are better the lower they are; a log-loss
above that of the base rate is worse than knowing nothing but that. A calibration slope of 1 with
the intercept 0 is perfect, a slope below 1 says too extreme. Fewer than 100 labels give no figure.

--from-ms and --until-ms ask for the predictions of a span instead of the windows; the figures are
those of `sparkctl eval` for the same span.

Examples:
  sparkctl quality
  sparkctl quality --all --symbol BTCUSDT
  sparkctl quality --from-ms 1711929600000 --until-ms 1714521600000 --json

Exit codes: 0 shown, 1 the host refused, 2 usage, 3 cannot reach the host.)";

struct Options {
  std::string executor = tool::operators_url("executor", "http://127.0.0.1:4001");
  std::string lineage;
  std::string symbol;
  std::optional<uint64_t> from_ms;
  std::optional<uint64_t> until_ms;
  bool all = false;
  bool json = false;
};

void declare(CLI::App& app, Options& o) {
  app.add_option("--lineage", o.lineage, "Of this lineage; left out: of the primary one");
  app.add_option("--symbol", o.symbol, "Of this symbol; left out: of all together");
  app.add_option("--from-ms", o.from_ms, "Predictions from then on, in milliseconds since 1970");
  app.add_option("--until-ms", o.until_ms, "Predictions before that");
  app.add_flag("--all", o.all, "Also models that serve no more");
  app.add_option("--executor", o.executor,
                 "Where the host listens; the executor listener of the host that sparkctl finds")
      ->capture_default_str();
  app.add_flag("--json", o.json, "The answer as JSON");
  app.footer(notes);
}

// In a query as it stands there.
std::string escaped(const std::string& text) {
  constexpr const char* hex = "0123456789ABCDEF";
  std::string out;
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (std::isalnum(byte) != 0) {
      out += c;
    } else {
      out.append("%") += hex[byte >> 4u];
      out += hex[byte & 15u];
    }
  }
  return out;
}

std::string target_of(const Options& options) {
  std::string target = "/quality?lineage=" + escaped(options.lineage);
  if (!options.symbol.empty()) target += "&symbol=" + escaped(options.symbol);
  if (options.from_ms) target += "&from_ms=" + std::to_string(*options.from_ms);
  if (options.until_ms) target += "&until_ms=" + std::to_string(*options.until_ms);
  return target;
}

Result<void> run(const Options& options) {
  const Result<tool::Address> executor = tool::parse_url(options.executor);
  if (!executor) return executor.error();
  tool::Client client(*executor);
  const Result<std::string> body = tool::get_from_plugin(client, "quality", target_of(options));
  if (!body) return body.error();
  const Result<tool::json::value> report = tool::parse_json(*body, "GET /quality");
  if (!report) return report.error();
  tool::put(stdout, options.json ? tool::pretty(*report)
                                 : quality::view_of(*report, options.all, tool::output_width()));
  return {};
}

}  // namespace

int main(int argc, char** argv) {
  CLI::App app(describe, "sparkctl quality");
  Options options;
  declare(app, options);
  if (const std::optional<int> done = tool::parse_command(app, argc, argv)) return *done;
  if (const Result<void> shown = run(options); !shown)
    return tool::report("sparkctl quality", shown.error());
  return static_cast<int>(Exit::ok);
}
