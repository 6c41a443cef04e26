// `sparkctl replay`: sends recorded (or simulated) market data as real requests and says how they
// were answered. The input is read twice, first to check every row and to know how many there are:
// a bad row must be found before the first request, not after half of them.
#include <CLI/CLI.hpp>
#include <algorithm>
#include <chrono>
#include <cstdlib>

#include "recorded_source.h"
#include "report.h"
#include "sender.h"
#include "simulator.h"
#include "spark/market/input_files.h"
#include "spark/recorded/days.h"
#include "spark/tool/command.h"
#include "spark/tool/format.h"
#include "spark/tool/json.h"
#include "spark/tool/listener.h"
#include "spark/tool/terminal.h"

namespace {

using namespace spark;
using tool::Error;
using tool::Exit;
using tool::Result;

constexpr const char* describe = "replay recorded market data as requests";
constexpr const char* notes = R"(
Input, plain, gzip or zip (one CSV file in it), told apart by content:
  Binance klines as published, with or without header, times in ms or µs;
  quotes with bid_close and ask_close; snapshots with ts,mid,spreadBp,vol1m,rsi14.
recorder://2024-05-01 sends a recorded day again, from the state folder of a host that may have
stopped: the same rows, in the order in which they came, with spreads as they were
marked. ..2024-05-07 behind it makes it several days, /predict names one of several logs.
Without --input a simulated market is sent (--limit rows of it, 10000 by default).
All of it is read before the first request is sent. Refused, by file, line and column: what
cannot be read, rows that are not a minute apart (--resample 1m makes minutes of shorter
ones), volumes in coins (COIN-M), several symbols, kinds or intervals. Gaps, duplicates and
rows out of order are counted; `sparkctl data check` says the same without sending.

The symbol is the one that the file's name says: BTCUSDT-1m-2024-05.zip.
How klines become snapshots: ts is the minute's last millisecond, mid the close, vol1m the
quote asset volume, rsi14 Wilder's RSI over the closes (50, the neutral value, until 15
closes were seen in a row). Klines hold no spread. spreadBp is then only an ESTIMATE, and
sent as such: the minute's range in basis points / 20, clamped to [0.1, 50]; --spread-bp
sends a constant instead.

A latency is the time from sending to the answer; with --pipeline above 1 it includes
the wait for the answers before it. --connections splits by symbol: the rows of one go over
one connection, in order, and more connections than there are symbols are not opened.

Examples:
  sparkctl replay --input data/btcusdt_1m --limit 10000
  sparkctl replay --input BTCUSDT-1m-2024-05.zip --rate 500
  sparkctl replay --input ETHUSDT-1s-2024-05-31.zip --resample 1m
  sparkctl replay --input data/btcusdt_1m --pipeline 32 --json
  sparkctl replay --input recorder://2024-05-01 --to http://127.0.0.1:4101
  sparkctl replay --input data/btcusdt_1m --from 2024-04-03 --until 2024-04-10T12:00:00Z
  sparkctl replay --path /predict-vol --input data/btcusdt_1m

An answer 422 that says which features are missing is "not ready", and no failure: a pipeline
whose features have memory warms up by the rows that it is sent. Its time is no latency.

Exit codes: 0 all answered with 200 or not ready, some with 200; 1 otherwise; 2 usage or a bad
row; 3 no connection.)";

struct Options {
  std::vector<std::string> inputs;
  std::string state_dir;
  std::string to = tool::listener_url("executor", "http://127.0.0.1:4001");
  std::string path = "/predict-with-shadow";
  std::string rate = "max";
  replay::SourceOptions source;
  std::string resample;
  uint32_t connections = 1;
  uint32_t pipeline = 1;
  std::string from, until;
  uint64_t limit = 0;
  uint64_t seed = 1;
  bool json = false;
  bool quiet = false;
};

void declare(CLI::App& app, Options& o) {
  app.add_option("--input", o.inputs,
                 "Files, or folders of *.csv, *.csv.gz and *.zip; or recorder://2024-05-01");
  app.add_option("--state-dir", o.state_dir,
                 "Where recorder:// finds its rows: a host's state folder (else the one found)");
  app.add_option("--to", o.to,
                 "Where the host listens; the executor listener of the host that sparkctl finds")
      ->capture_default_str();
  app.add_option("--path", o.path, "The route")->capture_default_str();
  app.add_option("--rate", o.rate, "Requests a second, or max")->capture_default_str();
  app.add_option("--symbol", o.source.read.symbol,
                 "Instead of the one that the file's name says; \"\" sends none");
  app.add_option("--resample", o.resample, "1m: makes minutes of rows that are closer")
      ->check(CLI::IsMember({"1m"}));
  app.add_option("--connections", o.connections, "At most so many, each with symbols of its own")
      ->check(CLI::Range(1U, replay::connections_max))
      ->capture_default_str();
  app.add_option("--pipeline", o.pipeline, "Requests under way on each connection")
      ->check(CLI::Range(1U, replay::pipeline_max))
      ->capture_default_str();
  app.add_option("--limit", o.limit, "Stop after this many rows")->check(CLI::PositiveNumber);
  app.add_option("--from", o.from, "Sends no earlier rows: 2024-03-01 or 2024-03-01T06:30:00Z");
  app.add_option("--until", o.until, "Sends only rows before that");
  app.add_option("--spread-bp", o.source.read.spread_bp,
                 "This spread in every snapshot made of bars")
      ->check(CLI::Range(0.0, 1e4));
  app.add_option("--seed", o.seed, "Of the simulated market")->capture_default_str();
  app.add_flag("--json", o.json, "The report as JSON");
  app.add_flag("--quiet", o.quiet, "No progress");
  app.footer(notes);
}

Result<double> rate_per_s(const std::string& text) {
  if (text == "max") return 0.0;
  double rate = 0;
  // A lower rate would put the end of a file of millions of rows beyond the clock's range.
  if (!CLI::detail::lexical_cast(text, rate) || !(rate >= 0.01 && rate <= 1e7)) {
    return Error{Exit::usage,
                 "--rate " + text + ": expected 0.01 to 10000000 requests a second, or max"};
  }
  return rate;
}

Result<int64_t> time_of(const char* option, const std::string& text) {
  if (const auto ms = tool::utc_ms(text)) return *ms;
  return Error{Exit::usage, std::string(option) + " " + text +
                                ": expected a day such as 2024-03-01, or 2024-03-01T06:30:00Z"};
}

// What is derived from the rows before, such as an RSI, is as in the whole files.
Result<void> read_span(const Options& options, replay::SourceOptions& source) {
  if (options.from.empty() && options.until.empty()) return {};
  if (options.inputs.empty() || options.inputs[0].starts_with(recorded::recorder_scheme))
    return Error{Exit::usage, "--from and --until: expected files as --input"};
  if (!options.from.empty()) {
    const auto from = time_of("--from", options.from);
    if (!from) return from.error();
    source.from_ms = *from;
  }
  if (!options.until.empty()) {
    const auto until = time_of("--until", options.until);
    if (!until) return until.error();
    source.until_ms = *until;
  }
  return {};
}

// A fresh source: the same rows each time.
Result<std::unique_ptr<replay::Source>> open(const Options& options) {
  constexpr uint64_t simulated_rows = 10'000;
  replay::SourceOptions source = options.source;
  if (const Result<void> span = read_span(options, source); !span) return span.error();
  if (options.limit > 0) source.rows_max = options.limit;
  if (options.inputs.empty()) {
    if (options.limit == 0) source.rows_max = simulated_rows;
    return replay::simulate(options.seed, source);
  }
  if (options.inputs[0].starts_with(recorded::recorder_scheme)) {
    if (options.inputs.size() > 1)
      return Error{Exit::usage,
                   "--input: recorder:// stands alone; it takes several days as "
                   "recorder://2024-05-01..2024-05-07"};
    return replay::open_recorded(options.inputs[0], options.state_dir, source);
  }
  const Result<std::vector<std::string>> files = market::expand(options.inputs);
  if (!files) return files.error();
  source.read.resample = !options.resample.empty();
  return replay::open_files(*files, source);
}

// Reads all rows. Returns their number, or the error of the first wrong one.
Result<uint64_t> check(replay::Source& source) {
  replay::Snapshot row;
  uint64_t rows = 0;
  for (;; ++rows) {
    const Result<bool> more = source.next(row);
    if (!more) return more.error();
    if (!*more) break;
  }
  if (rows == 0) return Error{Exit::usage, source.name() + ": no rows"};
  return rows;
}

Result<bool> run(const Options& options) {
  const Result<tool::Address> to = tool::parse_url(options.to);
  if (!to) return to.error();
  const Result<double> rate = rate_per_s(options.rate);
  if (!rate) return rate.error();
  if (!market::is_symbol(options.source.read.symbol.value_or(""))) {
    return Error{Exit::usage, "--symbol: expected at most 32 letters, digits and ._:/-"};
  }
  if (!tool::is_target(options.path)) {
    return Error{Exit::usage, "--path " + options.path + ": expected a path such as /ml/predict"};
  }

  Result<std::unique_ptr<replay::Source>> checked = open(options);
  if (!checked) return checked.error();
  const Result<uint64_t> rows = check(**checked);
  if (!rows) return rows.error();
  Result<std::unique_ptr<replay::Source>> source = open(options);
  if (!source) return source.error();

  replay::Tally tally;
  replay::Report report;
  tool::Progress progress(tool::progress_style(options.quiet), "requests", *rows);
  const auto start = std::chrono::steady_clock::now();
  const auto symbols = static_cast<uint32_t>(std::min<uint64_t>(
      std::max<uint64_t>((*checked)->findings().symbols, 1), replay::connections_max));
  report.connections = std::min(options.connections, symbols);
  const replay::Sending sending{*to, options.path, *rate, report.connections, options.pipeline};
  const Result<void> sent = replay::send_all(**source, sending, tally, progress);
  report.duration_s =
      std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
  progress.finish();
  if (!sent && tally.requests() == 0) return sent.error();

  report.source = (*source)->name();
  report.spread = (*source)->spread();
  report.target = options.to + options.path;
  report.found = (*source)->findings();
  report.latency = tally.latencies.summary();
  const std::string text =
      options.json ? tool::pretty(as_json(report, tally)) : as_text(report, tally);
  tool::put(stdout, text);
  if (!sent) {
    return Error{Exit::failed, sent.error().text + "; stopped after " +
                                   std::to_string(tally.requests()) + " of " +
                                   std::to_string(*rows) + " requests"};
  }
  return tally.passes();
}

}  // namespace

int main(int argc, char** argv) {
  CLI::App app(describe, "sparkctl replay");
  Options options;
  if (const char* found = std::getenv("SPARK_STATE_DIR")) options.state_dir = found;
  declare(app, options);
  if (const std::optional<int> done = tool::parse_command(app, argc, argv)) return *done;
  const Result<bool> good = run(options);
  if (!good) return tool::report("sparkctl replay", good.error());
  return static_cast<int>(*good ? Exit::ok : Exit::failed);
}
