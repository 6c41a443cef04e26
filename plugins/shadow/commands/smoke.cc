// `sparkctl smoke`: sends synthetic requests, one after the other, and says whether the model under
// test answers them all and in time. The requests are marked, so that they stay out of feature
// history, drift windows and gates. They show that the model works, not how well it predicts.
#include <CLI/CLI.hpp>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <random>
#include <string>
#include <thread>
#include <utility>

#include "probe_rows.h"
#include "recorded_minute.h"
#include "spark/tool/command.h"
#include "spark/tool/format.h"
#include "spark/tool/http_client.h"
#include "spark/tool/json.h"
#include "spark/tool/listener.h"
#include "spark/tool/progress.h"
#include "spark/tool/record.h"
#include "spark/tool/terminal.h"
#include "verdict.h"

namespace {

using namespace spark;
using tool::Client;
using tool::Error;
using tool::Exit;
using tool::Response;
using tool::Result;

constexpr const char* describe =
    "check that the model under test answers synthetic requests in time";
constexpr const char* notes = R"(
--target ml asks the model alone (/ml/predict), --target shadow the whole pipeline
(/predict-with-shadow), where the candidate must score as well. It passes if all requests
were sent, fewer than 1 % failed, p95 is below 80 ms, one model answered throughout, and,
with --target shadow, at least 95 % of its scores match production's.

Models whose features have a history answer the symbol's newest minute. Where made-up minutes are
"not ready", the newest one that the recorder has is sent each time (of --log, or the log of the
route's name), and read again when the host has gone on; --body sends another. --record puts the
outcome on the host's chain, for the gates (docs/gates.md).

Examples:
  sparkctl smoke
  sparkctl smoke --target shadow --out evidence/ml/shadow_smoke_1k.json --record
  sparkctl smoke --target shadow --path /predict-vol --record
  sparkctl smoke --target shadow --path /predict-vol --body minute.json

Exit codes: 0 pass, 1 fail, 2 usage, 3 cannot reach the host (also for --record).)";

struct Options {
  std::string target = "ml";
  uint64_t requests = 1'000;
  std::string executor = tool::listener_url("executor", "http://127.0.0.1:4001");
  std::string ml_engine;
  std::string symbol = "BTCUSDT";
  uint64_t seed = 1;
  std::string path = "/predict-with-shadow";
  std::string body;
  std::string log;
  std::string out;
  bool record = false;
  bool json = false;
  bool quiet = false;
};

// ML_HOST and ML_PORT move the listener, and so they move where it is looked for.
std::string default_ml_engine() {
  const char* host = std::getenv("ML_HOST");
  const char* port = std::getenv("ML_PORT");
  const bool has_host = host != nullptr && *host != '\0';
  const bool has_port = port != nullptr && *port != '\0';
  if (!has_host && !has_port) return tool::listener_url("ml-engine", "http://127.0.0.1:4010");
  const bool named = has_host && std::string(host) != "0.0.0.0";
  return "http://" + std::string(named ? host : "127.0.0.1") + ":" + (has_port ? port : "4010");
}

void declare(CLI::App& app, Options& o) {
  constexpr uint64_t requests_max = 10'000'000;
  app.add_option("--target", o.target, "ml or shadow")
      ->check(CLI::IsMember({"ml", "shadow"}))
      ->capture_default_str();
  app.add_option("--requests", o.requests, "How many")
      ->check(CLI::Range(uint64_t{1}, requests_max))
      ->capture_default_str();
  app.add_option("--executor", o.executor,
                 "Where the pipeline answers; the listener of the host that sparkctl finds")
      ->capture_default_str();
  app.add_option("--ml-engine", o.ml_engine, "Where the model answers; $ML_HOST and $ML_PORT count")
      ->capture_default_str();
  app.add_option("--symbol", o.symbol, "Sent with every request; \"\" sends none")
      ->capture_default_str();
  app.add_option("--seed", o.seed, "Of the synthetic snapshots")->capture_default_str();
  app.add_option("--path", o.path, "The pipeline's route, for --target shadow")
      ->capture_default_str();
  app.add_option("--body", o.body, "A file with the request to send each time")
      ->check(CLI::ExistingFile);
  app.add_option("--log", o.log, "The recorder's log, for models with a history");
  app.add_flag("--record", o.record, "Puts the outcome on the chain of the running host");
  app.add_option("--out", o.out, "Also writes the JSON to this file");
  app.add_flag("--json", o.json, "JSON instead of a table");
  app.add_flag("--quiet", o.quiet, "No progress");
  app.footer(notes);
}

Result<std::optional<smoke::Model>> ask_model(const tool::Address& ml_engine) {
  Client client(ml_engine);
  const Result<Response> answer = client.call("GET", "/ml/model/info");
  if (!answer) return answer.error();
  const Result<tool::json::value> info = tool::parse_json(answer->body, "GET /ml/model/info");
  if (answer->status != 200 || !info) return std::optional<smoke::Model>();
  return smoke::model_of(*info);
}

// What is sent: a made-up minute each time, or the one that is given or recorded.
class Requests {
 public:
  Requests(const Options& options, std::string given)
      : options_(options), rows_(options.seed, options.symbol), body_(std::move(given)) {
    if (!body_.empty()) looks_left_ = 0;
  }

  std::string next() { return body_.empty() ? rows_.next() : body_; }
  // After one that had no place in a history: whether the recorder has another minute, for which it
  // waits a little, as rows are written a moment after they are answered. An error where there is
  // none at all.
  Result<bool> renew() {
    while (looks_left_ > 0) {
      --looks_left_;
      Result<std::string> newest =
          smoke::read_newest_minute(options_.log, options_.path, options_.symbol);
      if (!newest) return newest.error();
      if (std::exchange(body_, *newest) != *newest) return true;
      std::this_thread::sleep_for(std::chrono::milliseconds(500));
    }
    return false;
  }
  // The minute is good: when it is no longer the newest, the recorder is asked again.
  void was_ready() {
    if (looks_left_ < looks_max && looks_left_ > 0) looks_left_ = looks_max;
  }

 private:
  static constexpr int looks_max = 8;

  const Options& options_;
  smoke::ProbeRows rows_;
  std::string body_;  // "": made up
  int looks_left_ = looks_max;
};

bool is_not_ready(const Response& answer) {
  return answer.status == 422 && answer.body.find("features not ready") != std::string::npos;
}

// Sends them all; stops early only where the host cannot be reached any more. An error where models
// have a history and no minute of it is recorded.
Result<void> send(const Options& options, Requests& requests, Client& client, smoke::Found& found) {
  tool::LatencyRecorder latencies;
  tool::Progress progress(tool::progress_style(options.quiet), "requests", options.requests);
  const auto begin = std::chrono::steady_clock::now();
  while (found.sent < options.requests) {
    const std::string body = requests.next();
    const auto start = std::chrono::steady_clock::now();
    const Result<Response> answer = client.call("POST", found.endpoint, body);
    const std::chrono::duration<double, std::milli> latency =
        std::chrono::steady_clock::now() - start;
    if (!answer && answer.error().exit == Exit::unreachable) {
      if (found.first_failure.empty()) found.first_failure = answer.error().text;
      break;
    }
    if (answer && is_not_ready(*answer)) {
      const Result<bool> renewed = requests.renew();
      if (!renewed) return renewed.error();
      if (*renewed) continue;  // what was no minute of the symbol's says nothing about the models
    } else if (answer && answer->status == 200) {
      requests.was_ready();
    }
    if (answer) {
      latencies.record(latency.count());
      found.add(answer->status, answer->body);
    } else {
      found.add_failure(answer.error().text);
    }
    progress.add(1);
  }
  found.duration_s =
      std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
  found.latency = latencies.summary();
  return {};
}

// Through a second file, so that a reader never sees half of it. Makes the folder where there is
// none.
Result<void> write_file(const std::string& path, const std::string& text) {
  std::error_code code;
  const auto folder = std::filesystem::path(path).parent_path();
  if (!folder.empty()) std::filesystem::create_directories(folder, code);
  const std::string draft = path + ".part";
  std::ofstream file(draft, std::ios::binary);
  file << text;
  file.close();
  if (!file || std::rename(draft.c_str(), path.c_str()) != 0) {
    return Error{Exit::failed, path + ": cannot be written"};
  }
  return {};
}

// "" where none is given.
Result<std::string> read_body(const std::string& file) {
  if (file.empty()) return std::string();
  std::ifstream in(file, std::ios::binary);
  std::string text(std::istreambuf_iterator<char>(in), {});
  const auto parsed = tool::parse_json(text, file);
  if (!in || text.empty()) return Error{Exit::usage, file + ": cannot be read, or is empty"};
  if (!parsed) return Error{Exit::usage, parsed.error().text};
  return text;
}

Result<void> record(const smoke::Found& found, const smoke::Identity& identity) {
  const bool is_ml = found.target == smoke::Target::ml;
  const std::string subject = found.model_before ? found.model_before->version : "unknown";
  const auto place = tool::put_on_record(is_ml ? "smoke.report" : "smoke.shadow", subject,
                                         tool::pretty(as_json(found, identity)));
  if (!place) return Error{place.error().exit, "not on record: " + place.error().text};
  return {};
}

Result<bool> run(const Options& options) {
  const Result<tool::Address> ml_engine = tool::parse_url(options.ml_engine);
  if (!ml_engine) return ml_engine.error();
  const Result<tool::Address> executor = tool::parse_url(options.executor);
  if (!executor) return executor.error();
  if (options.symbol.find_first_of("\"\\") != std::string::npos) {
    return Error{Exit::usage, "--symbol: expected no quotes and no backslashes"};
  }

  const Result<std::string> body = read_body(options.body);
  if (!body) return body.error();

  smoke::Found found;
  found.target = options.target == "ml" ? smoke::Target::ml : smoke::Target::shadow;
  found.endpoint = found.target == smoke::Target::ml ? "/ml/predict" : options.path;
  found.requested = options.requests;
  const Result<std::optional<smoke::Model>> before = ask_model(*ml_engine);
  if (!before) return before.error();
  found.model_before = *before;

  found.at = found.target == smoke::Target::ml ? *ml_engine : *executor;
  Client client(found.at, {.token = "", .headers = {{"X-Spark-Synthetic", "1"}}});
  if (Result<void> connected = client.connect(); !connected) return connected.error();
  Requests requests(options, *body);
  if (Result<void> sent = send(options, requests, client, found); !sent) return sent.error();
  if (const Result<std::optional<smoke::Model>> after = ask_model(*ml_engine))
    found.model_after = *after;

  const auto now = std::chrono::system_clock::now();
  const smoke::Identity identity{
      tool::utc_text(now), smoke::run_id(found, tool::utc_compact(now), std::random_device{}())};
  const std::string json = tool::pretty(as_json(found, identity));
  tool::put(stdout, options.json ? json : as_text(found, identity));
  if (!options.out.empty()) {
    if (Result<void> written = write_file(options.out, json); !written) return written.error();
  }
  if (options.record) {
    if (Result<void> kept = record(found, identity); !kept) return kept.error();
  }
  return passes(judge(found));
}

}  // namespace

int main(int argc, char** argv) {
  CLI::App app(describe, "sparkctl smoke");
  Options options;
  options.ml_engine = default_ml_engine();
  declare(app, options);
  if (const std::optional<int> done = tool::parse_command(app, argc, argv)) return *done;
  const Result<bool> good = run(options);
  if (!good) return tool::report("sparkctl smoke", good.error());
  return static_cast<int>(*good ? Exit::ok : Exit::failed);
}
