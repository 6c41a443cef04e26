#include "end_to_end/scripted_canary.h"

#include <algorithm>
#include <charconv>
#include <chrono>
#include <fstream>
#include <iterator>
#include <stdexcept>
#include <thread>

#include "end_to_end/changes.h"

namespace spark::test {

namespace json = boost::json;

namespace {

constexpr int64_t slot_ms = 500;

// Three phases of 6 s, so that a candidate that is well ends well within half a minute.
constexpr const char* short_plan = R"(# A canary of 18 s.
phases:
  - {split: 5%, duration: 6s, samples: 20}
  - {split: 25%, duration: 6s, samples: 20}
  - {split: 100%, duration: 6s, samples: 20}
)";

// As the full plan, for models that answer within a millisecond.
constexpr const char* strict_plan = R"(# What is slow takes 3 ms.
phases:
  - {split: 5%, duration: 30min, samples: 300}
slo: {p95: 2ms}
abort:
  latency: {p95: 2.5ms, for: 10min}
)";

std::string config_of(const std::string& full) {
  return R"(
listeners:
  executor: {address: 127.0.0.1, port: 4001}
  ml-engine: {address: 127.0.0.1, port: 4010}
  admin: {address: 127.0.0.1, port: 4002, access: admin, token_file: admin.token}
state_dir: state
workers: 1
clock: {event: input.ts, unit: ms, pipeline: predict}
confirm: {after: 1ms, answers: 0}
plugins:
  scripted: {library: )" +
         museum("scripted").string() + R"(}
  features: {with: {sets: [v1.8]}}
  shadow: {}
  canary: {with: {plans: [)" +
         full + R"(, short.yaml, strict.yaml]}}
models:
  production: {plugin: scripted, with: {version: steady}}
  candidate: {plugin: scripted, with: {version: trying}}
pipelines:
  predict:
    route: POST executor /predict
    input:
      ts: int
      pair: bool
      production: float[]
      candidate: float[]
      snapshot?: {ts: int, mid: float, spreadBp: float, vol1m: float, rsi14: float}
    stages:
      features:   {plugin: features, with: {snapshot: input.snapshot}}
      production: {predict: production, rows: input.production}
      candidate:  {predict: candidate, rows: input.candidate, when: input.pair}
      shadow:
        plugin: shadow
        stage: compare
        with: {primary: production, candidate: candidate}
      canary:
        plugin: canary
        stage: decide
        with: {production: production, candidate: candidate, ts: input.ts}
      count:
        plugin: canary
        stage: count
        with: {decide: canary, production: production, candidate: candidate, match: shadow.match}
    answer: {selected: [canary.selected, false], sequence: request.sequence}
)";
}

std::string row_text(const double (&row)[4]) {
  std::string text;
  for (const double each : row) {
    char room[32];
    const auto end = std::to_chars(std::begin(room), std::end(room), each);
    text.append(text.empty() ? "[" : ",").append(room, end.ptr);
  }
  return text + "]";
}

std::string body_of(const Line& line) {
  return R"({"ts":)" + std::to_string(line.ts_ms) +
         (line.is_pair ? R"(,"pair":true)" : R"(,"pair":false)") + R"(,"production":)" +
         row_text(line.production) + R"(,"candidate":)" + row_text(line.candidate) + "}";
}

[[noreturn]] void refuse(const std::string& what, const std::string& body) {
  throw std::runtime_error(what + ": " + body);
}

}  // namespace

Line line_of(const Scene& scene, uint64_t seed, int64_t start_ms, uint64_t number) {
  const auto steps = static_cast<int64_t>(number);
  Line line{.ts_ms = start_ms + steps * scene.step_ms};
  const int64_t at_s = (line.ts_ms - start_ms) / 1'000;
  const auto root = static_cast<double>(seed);
  const auto draw = static_cast<double>(number);
  const double fails = static_cast<double>(Script::fail);
  if (at_s >= scene.outage_from_s && at_s < scene.outage_from_s + scene.outage_s) {
    for (double(*row)[4] : {&line.production, &line.candidate}) {
      const double told[4] = {root + 2e9, draw, 0.5, fails};
      std::copy(std::begin(told), std::end(told), *row);
    }
    return line;
  }
  const double production[4] = {root + 1e9, draw, production_share, fails};
  const double drawn = scene.bursts ? static_cast<double>(steps * scene.step_ms / 100) : draw;
  const double candidate[4] = {root, drawn, scene.share, static_cast<double>(scene.kind)};
  std::copy(std::begin(production), std::end(production), line.production);
  std::copy(std::begin(candidate), std::end(candidate), line.candidate);
  return line;
}

ScriptedCanary::ScriptedCanary() {
  std::ofstream(folder_.path() / "short.yaml") << short_plan;
  std::ofstream(folder_.path() / "strict.yaml") << strict_plan;
  std::ofstream(folder_.path() / "host.yaml") << config_of(plan("full"));
  host_ = std::make_unique<Sparkd>(std::vector<std::string>{}, folder_.path() / "host.yaml",
                                   folder_.path() / "state");
  requests_ = std::make_unique<tool::Client>(host_->client("executor"));
  orders_ = std::make_unique<tool::Client>(host_->client("executor", host_->token()));
}

std::string ScriptedCanary::plan(const std::string& name) const {
  if (name == "full") return source("configs/canary/full.yaml").string();
  return (folder_.path() / (name + ".yaml")).string();
}

json::value ScriptedCanary::status() {
  const auto reply = orders_->call("GET", "/canary/status");
  if (!reply || reply->status != 200) refuse("no status", reply ? reply->body : "");
  return json::parse(reply->body);
}

std::string ScriptedCanary::state() {
  return text_of(status().at("state"));
}

// All of them at once, so that the machine is not what is measured.
void ScriptedCanary::send(const std::vector<Line>& lines, LiveEnd* told) {
  std::string all;
  for (const Line& line : lines) requests_->append_request(all, "POST", "/predict", body_of(line));
  if (!requests_->send(all)) refuse("not sent", "");
  for (size_t i = 0; i < lines.size(); ++i) {
    const auto reply = requests_->receive();
    if (!reply || reply->status != 200) refuse("not answered", reply ? reply->body : "");
    if (told == nullptr) continue;
    const json::value answer = json::parse(reply->body);
    told->sequences.push_back(answer.at("sequence").to_number<int64_t>());
    told->is_selected.push_back(answer.at("selected").as_bool());
  }
  now_ms_ = lines.back().ts_ms;
}

// At the beginning of a slot, by a request for which only production is asked: no pair.
void ScriptedCanary::start(const Scene& scene, uint64_t seed) {
  const int64_t begin_ms = (now_ms_ / slot_ms + 4) * slot_ms;
  Line first = line_of({}, seed, begin_ms, 0);
  first.is_pair = false;
  send({first}, nullptr);
  const std::string body =
      R"({"confirm":true,"mode":"observe-only","plan":")" + scene.plan + R"("})";
  auto reply = orders_->call("POST", "/canary/start", body);
  // A worker that a busy machine kept from its clock takes it for older than the last abort.
  while (reply && reply->body.find("ask again") != std::string::npos)
    reply = orders_->call("POST", "/canary/start", body);
  if (!reply || reply->status != 200) refuse("not started", reply ? reply->body : "");
  while (status().at("split").to_number<double>() == 0)
    std::this_thread::sleep_for(std::chrono::milliseconds(1));
}

LiveEnd ScriptedCanary::play(const Scene& scene, uint64_t seed) {
  start(scene, seed);
  LiveEnd told;
  told.start_ms = now_ms_;
  const auto most = static_cast<uint64_t>(scene.seconds_max * 1'000 / scene.step_ms);
  bool is_over = false;
  while (!is_over && told.requests < most) {
    std::vector<Line> lines;
    for (uint64_t i = 0; i < batch; ++i)
      lines.push_back(line_of(scene, seed, told.start_ms, ++told.requests));
    send(lines, &told);
    const json::value now = status();
    told.state = text_of(now.at("state"));
    told.hold = text_of(now.at("hold"));
    told.cause = text_of(now.at("cause"));
    told.was_common = told.was_common || told.hold == "common cause";
    is_over = told.state != "running" && told.state != "held";
  }
  told.end_ms = now_ms_;
  end();
  return told;
}

void ScriptedCanary::end() {
  const auto reply = orders_->call("POST", "/canary/abort");
  if (!reply || reply->status != 200) refuse("not aborted", reply ? reply->body : "");
  for (std::string now = state(); now != "aborted" && now != "completed"; now = state())
    std::this_thread::sleep_for(std::chrono::milliseconds(1));
}

}  // namespace spark::test
