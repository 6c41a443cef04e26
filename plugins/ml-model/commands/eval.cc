// `sparkctl eval`: how good a model is on rows that its training did not see. Everything is
// computed anew from the artefact and the data, by the libraries that serve; what must not be
// chosen from the period that is judged comes from the artefact.
#include <CLI/CLI.hpp>

#include "eval_record.h"
#include "eval_report.h"
#include "eval_steps.h"
#include "spark/tool/command.h"
#include "spark/tool/json.h"
#include "spark/tool/terminal.h"

namespace {

using namespace spark;
using eval::Evaluation;
using eval::RecordPlace;
using tool::Error;
using tool::Exit;
using tool::Result;

constexpr const char* describe = "judge a model on market data that its training did not see";
constexpr const char* notes = R"(
Features are computed and rows are scored by the libraries that serve. The threshold, the
base rate, persistence and its calibration come from the artefact's training_manifest.json;
without them nothing passes. Rows of the training span, its labels' horizon and the embargo
may warm features (name earlier files as well) and are never scored.

Written to --out, each at once: offline_report.json, offline_report.html, eval_result.json,
eval_result.txt (PASS, FAIL, or ERROR where neither can be said). With --record the report is
put on the host's chain, and the files name its number and hash; otherwise it is kept in a
file for `sparkctl evidence append --import`. Where no row could be judged nothing is put on
record, and files that are there stay.

Examples:
  sparkctl eval --model configs/models/v1.8.2 --data BTCUSDT-1m-2024-0[2-5].zip
  sparkctl eval --model configs/models/v1.8.3 --data btcusdt_1m --from 2024-04-02 --record
  sparkctl eval --model configs/models/v1.8.3 --against configs/models/v1.8.2 \
      --data btcusdt_1m --from 2024-04-02 --json

Exit codes: 0 pass, 1 fail, 2 usage, 3 --record could not reach the host or was refused (the
record was kept in a file), 4 neither pass nor fail: too few rows, or nothing frozen.)";

constexpr int exit_inconclusive = 4;

struct Options {
  std::string model;
  std::string against;
  std::vector<std::string> data;
  std::string out = "evidence/ml";
  std::string from;
  std::string until;
  std::string symbol;
  bool resample = false;
  bool record = false;
  bool json = false;
  bool quiet = false;
};

void declare(CLI::App& app, Options& o) {
  app.add_option("--model", o.model, "The artefact's folder")->required();
  app.add_option("--data", o.data, "Market files, or folders of them")->required();
  app.add_option("--against", o.against, "A second artefact of the same target, compared by rows");
  app.add_option("--out", o.out, "The folder to write to")->capture_default_str();
  app.add_option("--from", o.from, "Judges no earlier rows: 2024-03-01 or 2024-03-01T06:30:00Z");
  app.add_option("--until", o.until, "Judges only rows before that");
  app.add_option("--symbol", o.symbol, "Instead of the one that the file's name says");
  app.add_flag("--resample", o.resample, "Makes minutes of rows that are closer");
  app.add_flag("--record", o.record, "Puts the report on the chain of the running host");
  app.add_flag("--json", o.json, "The report as JSON");
  app.add_flag("--quiet", o.quiet, "No progress");
  app.footer(notes);
}

Result<int64_t> read_time(const std::string& option, const std::string& text, int64_t otherwise) {
  if (text.empty()) return otherwise;
  const std::optional<int64_t> ms = eval::time_ms(text);
  if (!ms)
    return Error{Exit::usage, option + " " + text +
                                  ": expected a time in UTC, such as 2024-03-01 or "
                                  "2024-03-01T06:30:00Z"};
  return *ms;
}

Result<eval::Span> read_span(const Options& options) {
  const Result<int64_t> from = read_time("--from", options.from, INT64_MIN);
  if (!from) return from.error();
  const Result<int64_t> until = read_time("--until", options.until, INT64_MAX);
  if (!until) return until.error();
  if (*until <= *from) return Error{Exit::usage, "--until is not after --from"};
  return eval::Span{*from, *until};
}

Result<Evaluation> evaluate(const Options& options) {
  const Result<eval::Span> span = read_span(options);
  if (!span) return span.error();
  eval::Request request;
  request.model = options.model;
  request.against = options.against;
  request.data = options.data;
  request.read.resample = options.resample;
  if (!options.symbol.empty()) request.read.symbol = options.symbol;
  request.span = *span;
  request.progress = tool::progress_style(options.quiet);
  return eval::evaluate(request);
}

// An error only where the record is neither on the chain nor in a file. `failure`: why it is not on
// the chain, though that was asked for.
Result<RecordPlace> record(const Options& options, const Evaluation& evaluation,
                           std::string& failure) {
  const std::string text = tool::pretty(eval::record_json(evaluation));
  if (options.record) {
    Result<RecordPlace> place = tool::put_on_record(eval::kind, evaluation.version, text);
    if (place) return place;
    failure = place.error().text;
  }
  return eval::keep_record(options.out, evaluation.version, text, evaluation.identity.written_ms);
}

Result<void> write(const Options& options, const Evaluation& evaluation, const RecordPlace& place) {
  const std::filesystem::path folder(options.out);
  const std::pair<const char*, std::string> files[] = {
      {"offline_report.json", tool::pretty(eval::report_json(evaluation, place))},
      {"offline_report.html", training::html_page(eval::page_of(evaluation, place))},
      {"eval_result.json", tool::pretty(eval::result_json(evaluation, place))},
      {"eval_result.txt", eval::result_word(evaluation.verdict.verdict)}};
  for (const auto& [name, text] : files)
    if (auto written = eval::write_whole(folder / name, text); !written) return written.error();
  return {};
}

// Of an evaluation that judged no row there is nothing to record, and it must not stand where
// figures stood.
Result<int> say_nothing_judged(const Options& options, const Evaluation& evaluation) {
  const RecordPlace nowhere;
  const bool has_earlier =
      std::filesystem::exists(std::filesystem::path(options.out) / "offline_report.json");
  if (!has_earlier)
    if (auto written = write(options, evaluation, nowhere); !written) return written.error();
  if (options.json) tool::put(stdout, tool::pretty(eval::report_json(evaluation, nowhere)));
  const std::string told =
      has_earlier ? "the earlier report in " + options.out + " was kept, nothing was written"
                  : "written to " + options.out;
  tool::put(options.json ? stderr : stdout,
            (options.json ? "" : eval::report_text(evaluation) + "\n") + told +
                "; nothing was put on record\n");
  return exit_inconclusive;
}

Result<int> run(const Options& options) {
  const Result<Evaluation> evaluation = evaluate(options);
  if (!evaluation) return evaluation.error();
  if (!evaluation->measures) return say_nothing_judged(options, *evaluation);
  std::string failure;
  const Result<RecordPlace> place = record(options, *evaluation, failure);
  if (!place) return place.error();
  if (auto written = write(options, *evaluation, *place); !written) return written.error();
  if (options.json) {
    tool::put(stdout, tool::pretty(eval::report_json(*evaluation, *place)));
  } else {
    tool::put(stdout, eval::report_text(*evaluation) + "\nwritten to " + options.out + "\n");
    if (!place->sequence)
      tool::put(stdout,
                "put it on record: sparkctl evidence append --import " + place->file + "\n");
  }
  if (!failure.empty())
    return Error{Exit::unreachable, failure + "; the record is kept in " + place->file};
  switch (evaluation->verdict.verdict) {
    case training::Verdict::pass:
      return static_cast<int>(Exit::ok);
    case training::Verdict::fail:
      return static_cast<int>(Exit::failed);
    case training::Verdict::inconclusive:
      break;
  }
  return exit_inconclusive;
}

}  // namespace

int main(int argc, char** argv) {
  CLI::App app(describe, "sparkctl eval");
  Options options;
  declare(app, options);
  if (const std::optional<int> done = tool::parse_command(app, argc, argv)) return *done;
  const Result<int> code = run(options);
  if (!code) return tool::report("sparkctl eval", code.error());
  return *code;
}
