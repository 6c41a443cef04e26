// `sparkctl explain`: one recorded request: which model, which digest, which features, which
// answer.
#include <CLI/CLI.hpp>
#include <algorithm>
#include <cstdlib>

#include "explained.h"
#include "spark/recorded/sparkctl.h"
#include "spark/tool/command.h"
#include "spark/tool/terminal.h"
#include "spark/tool/visible.h"

namespace {

using namespace spark;
using tool::Error;
using tool::Exit;
using tool::Result;
namespace json = tool::json;

constexpr const char* describe = "say how one recorded request was answered, and from what";
constexpr const char* notes = R"(
Looks for the id (the response's X-Request-Id) in all logs of the recorder, and with --archive
also in the days that retention has put there (rows_archive of the configuration). The host may
be stopped. A feature that says "not given" is one that its model got no row with.
With --trace ID is the 32 digits of a trace (the request's traceparent): all its requests. Rows are
not ordered by it, so that each of --from to --to (all that there are) is read.

Examples:
  sparkctl explain 7f3c-42
  sparkctl explain 4bf92f3577b34da6a3ce929d0e0e4736 --trace --from 2026-11-27
  sparkctl explain 7f3c-42 --archive /srv/spark-rows --json

Exit codes: 0 found, 1 not found, 2 usage.)";

struct Options {
  std::string id;
  std::string log;
  std::string archive;
  std::string from;
  std::string to;
  bool is_trace = false;
  std::string state_dir;
  bool json = false;
};

void declare(CLI::App& app, Options& o) {
  app.add_option("ID", o.id, "The request's id, or with --trace its trace's")->required();
  CLI::Option* const trace = app.add_flag("--trace", o.is_trace, "ID is of a trace");
  app.add_option("--from", o.from, "With --trace: the first day or time that is looked at")
      ->needs(trace);
  app.add_option("--to", o.to, "With --trace: looked at up to before that day or time")
      ->needs(trace);
  app.add_option("--log", o.log, "One log, by its full name (else all of the recorder)");
  app.add_option("--archive", o.archive, "The folder of archived days, looked at as well");
  app.add_option("--state-dir", o.state_dir, "The host's state folder (else the one found)");
  app.add_flag("--json", o.json, "As JSON");
  app.footer(notes);
}

std::vector<std::string> with_archive(std::vector<std::string> words, const Options& options) {
  if (!options.archive.empty()) words.insert(words.end(), {"--archive", options.archive});
  return words;
}

// Where it is not found: the days that were looked at.
Result<std::string> looked_at(const Options& options, const std::vector<std::string>& logs) {
  const auto all =
      recorded::ask_sparkctl(options.state_dir, with_archive({"rows", "list", "--json"}, options));
  if (!all) return all.error();
  std::string text = "no request " + std::string(options.is_trace ? "of trace " : "") +
                     tool::visible(options.id) + "; looked at";
  for (const json::value& log : tool::items(*all, "logs")) {
    const std::string name = tool::raw(log, "name");
    if (std::find(logs.begin(), logs.end(), name) == logs.end()) continue;
    text.append("\n  ").append(name).append(", live:");
    for (const json::value& day : tool::items(log, "days"))
      text.append(" ").append(tool::raw(day, "day"));
    if (tool::items(log, "days").empty()) text.append(" none");
    if (!options.archive.empty()) text.append("; archived:");
    for (const json::value& day : tool::items(log, "archived"))
      text.append(" ").append(tool::text(day));
  }
  return text.append("\nOther days are neither live nor ")
      .append(options.archive.empty() ? "looked for in an archive (--archive)" : "archived");
}

// The words of `sparkctl rows export` that read the rows in question.
std::vector<std::string> export_words(const Options& options, const std::string& log) {
  std::vector<std::string> words{"rows", "export", log, "--format", "json", "--quiet"};
  if (!options.is_trace) words.insert(words.end(), {"--key", options.id});
  if (!options.from.empty()) words.insert(words.end(), {"--from", options.from});
  if (!options.to.empty()) words.insert(words.end(), {"--to", options.to});
  return with_archive(std::move(words), options);
}

// Splits pieces of text into lines, and keeps those that have `part`.
class Lines {
 public:
  explicit Lines(std::string part) : part_(std::move(part)) {}

  void add(std::string_view piece) {
    for (size_t end = piece.find('\n'); end != std::string_view::npos; end = piece.find('\n')) {
      line_ += piece.substr(0, end);
      this->end();
      piece.remove_prefix(end + 1);
    }
    line_ += piece;
  }
  void end() {
    if (!line_.empty() && line_.find(part_) != std::string::npos) kept_.push_back(line_);
    line_.clear();
  }
  [[nodiscard]] const std::vector<std::string>& kept() const { return kept_; }

 private:
  const std::string part_;
  std::string line_;
  std::vector<std::string> kept_;
};

Result<std::vector<recorder::Explained>> find(const Options& options, const std::string& log) {
  Lines lines(options.is_trace ? '"' + options.id + '"' : "");
  const auto read = recorded::run_sparkctl(options.state_dir, export_words(options, log),
                                           [&lines](std::string_view piece) {
                                             lines.add(piece);
                                             return Result<void>();
                                           });
  if (!read) return read.error();
  lines.end();
  std::vector<recorder::Explained> found;
  for (const std::string& line : lines.kept()) {
    const auto row = tool::parse_json(line, log);
    if (!row) return row.error();
    auto request = recorder::explained(log, *row);
    if (!request) return request.error();
    if (!options.is_trace || request->trace_id == options.id) found.push_back(std::move(*request));
  }
  return found;
}

Result<void> run(const Options& options) {
  constexpr size_t trace_digits = 32;
  if (options.is_trace && (options.id.size() != trace_digits ||
                           options.id.find_first_not_of("0123456789abcdef") != std::string::npos))
    return Error{Exit::usage,
                 "--trace: expected the 32 lower-case hex digits of a trace, found \"" +
                     tool::visible(options.id) + "\""};
  std::vector<std::string> logs{options.log};
  if (options.log.empty()) {
    auto all = recorded::recorder_logs(options.state_dir, options.archive);
    if (!all) return all.error();
    logs = std::move(*all);
  }
  if (logs.empty()) return Error{Exit::failed, "the recorder has no log"};
  std::vector<recorder::Explained> found;
  for (const std::string& log : logs) {
    const auto more = find(options, log);
    if (!more) return more.error();
    found.insert(found.end(), more->begin(), more->end());
  }
  if (found.empty()) {
    const Result<std::string> why = looked_at(options, logs);
    return why ? Error{Exit::failed, *why} : why.error();
  }
  json::array rows;
  std::string text;
  for (const recorder::Explained& request : found) {
    rows.push_back(recorder::as_json(request));
    text.append(text.empty() ? "" : "\n").append(as_text(request, tool::output_width()));
  }
  tool::put(stdout, options.json ? tool::pretty({{"requests", rows}}) : text);
  return {};
}

}  // namespace

int main(int argc, char** argv) {
  CLI::App app(describe, "sparkctl explain");
  Options options;
  if (const char* found = std::getenv("SPARK_STATE_DIR")) options.state_dir = found;
  declare(app, options);
  if (const std::optional<int> done = tool::parse_command(app, argc, argv)) return *done;
  const Result<void> good = run(options);
  if (!good) return tool::report("sparkctl explain", good.error());
  return static_cast<int>(Exit::ok);
}
