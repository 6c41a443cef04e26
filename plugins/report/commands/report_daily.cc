// `sparkctl report daily`: what happened on a day, and whether the candidate may be promoted.
#include <CLI/CLI.hpp>
#include <fstream>

#include "spark/tool/command.h"
#include "spark/tool/format.h"
#include "spark/tool/http_client.h"
#include "spark/tool/json.h"
#include "spark/tool/listener.h"
#include "spark/tool/table.h"
#include "spark/tool/terminal.h"
#include "spark/tool/visible.h"

namespace {

using namespace spark;
using tool::Error;
using tool::Exit;
using tool::Result;

constexpr const char* describe = "show what happened on a day; 0 only if it was HEALTHY";
constexpr const char* notes = R"(
The host measures once a minute and writes the files of a day at 00:00 UTC; this shows any day that
it keeps, that under way included. A figure that was not measured is said to be so, and is a risk.
`sparkctl report write date=DAY --confirm` writes the files of a day again, `sparkctl report weekly
week=2024-W22` shows a week.

Examples:
  sparkctl report daily
  sparkctl report daily --date 2024-05-31 --html day.html
  sparkctl report daily --lineage predict-vol --json | jq .metrics

Exit codes: 0 HEALTHY, 1 not, or nothing was measured, 2 usage, 3 cannot reach the host.)";

struct Options {
  std::string executor = tool::operators_url("executor", "http://127.0.0.1:4001");
  std::string date;
  std::string lineage;
  std::string html;
  bool csv = false;
  bool json = false;
};

std::string target_of(const Options& options, const char* format) {
  std::string target = "/report/daily?format=" + std::string(format);
  if (!options.date.empty()) target += "&date=" + options.date;
  if (!options.lineage.empty()) target += "&lineage=" + options.lineage;
  return target;
}

Result<std::string> ask(tool::Client& client, const Options& options, const char* format) {
  const std::string target = target_of(options, format);
  if (!tool::is_target(target))
    return Error{Exit::usage, "--date, --lineage: expected a day and a lineage's name"};
  const Result<tool::Response> response = client.call("GET", target);
  if (!response) return response.error();
  if (response->status == 200) return response->body;
  const Result<tool::json::value> body = tool::parse_json(response->body, "the host's answer");
  return Error{Exit::failed, "the host answers " + std::to_string(response->status) +
                                 (body ? ": " + tool::text(*body, "error") : "")};
}

std::string number(const tool::json::value& value) {
  if (value.is_double()) return tool::fixed(value.as_double(), 4);
  return value.is_null() ? "not measured" : tool::text(value);
}

void show(const tool::json::object& report) {
  std::string out = tool::text(report, "date") + " " + tool::text(report, "lineage") + ": " +
                    tool::text(report, "overall_status") + "\n";
  if (const auto* points = report.if_contains("summary"); points && points->is_array())
    for (const auto& each : points->get_array())
      if (each.is_string()) out += "  * " + tool::visible(each.get_string()) + "\n";
  out += "\n";
  tool::Table figures({{"figure"}, {"value", tool::Align::right}});
  if (const auto* metrics = report.if_contains("metrics"); metrics && metrics->is_object())
    for (const auto& [name, value] : metrics->get_object())
      figures.row({std::string(name), number(value)});
  out += figures.render(tool::output_width());
  const auto* risks = report.if_contains("risks");
  if (risks && risks->is_array() && !risks->get_array().empty()) {
    tool::Table table({{"level"}, {"risk"}, {"value", tool::Align::right}, {"action"}});
    for (const auto& each : risks->get_array()) {
      if (!each.is_object()) continue;
      const auto* value = each.get_object().if_contains("value");
      table.row({tool::text(each, "level"), tool::text(each, "metric"),
                 value == nullptr ? "" : number(*value), tool::text(each, "action")});
    }
    out += "\n" + table.render(tool::output_width());
  }
  tool::put(stdout, out);
}

Result<int> run(const Options& options) {
  const Result<tool::Address> address = tool::parse_url(options.executor);
  if (!address) return address.error();
  tool::Client client(*address);
  const Result<std::string> text = ask(client, options, "json");
  if (!text) return text.error();
  const Result<tool::json::value> body = tool::parse_json(*text, "the host's answer");
  if (!body) return body.error();
  if (!body->is_object()) return Error{Exit::failed, "the host's answer is no report"};
  if (!options.html.empty()) {
    const Result<std::string> page = ask(client, options, "html");
    if (!page) return page.error();
    std::ofstream out(options.html, std::ios::binary);
    out << *page;
    if (!out.flush()) return Error{Exit::failed, options.html + " cannot be written"};
  }
  if (options.csv) {
    const Result<std::string> rows = ask(client, options, "csv");
    if (!rows) return rows.error();
    tool::put(stdout, *rows);
  } else if (options.json) {
    tool::put(stdout, tool::pretty(*body));
  } else {
    show(body->get_object());
  }
  const bool is_healthy = tool::text(*body, "overall_status") == "HEALTHY";
  return static_cast<int>(is_healthy ? Exit::ok : Exit::failed);
}

}  // namespace

int main(int argc, char** argv) {
  CLI::App app(describe, "sparkctl report daily");
  Options options;
  app.add_option("--date", options.date, "Of this day (UTC); left out: today so far");
  app.add_option("--lineage", options.lineage, "Of this lineage; left out: of the primary one");
  app.add_option("--html", options.html, "Also write the page to this file");
  app.add_flag("--csv", options.csv, "A header and a row instead of the table");
  app.add_flag("--json", options.json, "The report as JSON");
  app.add_option("--executor", options.executor,
                 "Where the host listens; the executor listener of the host that sparkctl finds")
      ->capture_default_str();
  app.footer(notes);
  if (const std::optional<int> done = tool::parse_command(app, argc, argv)) return *done;
  const Result<int> code = run(options);
  return code ? *code : tool::report("sparkctl report daily", code.error());
}
