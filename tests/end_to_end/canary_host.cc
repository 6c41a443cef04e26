#include "end_to_end/canary_host.h"

#include <chrono>
#include <fstream>
#include <thread>

namespace spark::test {

namespace json = boost::json;

namespace {

std::string snapshot_of(const std::string& symbol) {
  return R"({"symbol": ")" + symbol +
         R"(", "snapshot": {"ts": 1714521600000, "mid": 60000, "spreadBp": 1, "vol1m": 100, )"
         R"("rsi14": 50}})";
}

}  // namespace

CanaryHost::CanaryHost(const std::string& key) {
  std::ofstream(folder_.path() / "quick.yaml") << R"(# In a second.
phases:
  - {split: 5%, duration: 100ms, samples: 1}
  - {split: 25%, duration: 100ms, samples: 1}
  - {split: 50%, duration: 100ms, samples: 1}
  - {split: 100%, duration: 100ms, samples: 1}
)";
  write_plan("tenth", "10%");
  write_plan("quarter", "25%");
  write_plan("half", "50%");
  std::ofstream(folder_.path() / "host.yaml")
      << R"(
listeners:
  executor: {address: 127.0.0.1, port: 4001}
  ml-engine: {address: 127.0.0.1, port: 4010}
  admin: {address: 127.0.0.1, port: 4002, access: admin, token_file: admin.token}
state_dir: state
confirm: {after: 1ms, answers: 0}
plugins:
  features: {with: {sets: [v1.8]}}
  baseline: {}
  ml-model: {}
  shadow: {}
  canary: {with: {plans: [)"
      << source("configs/canary/full.yaml").string()
      << R"(, quick.yaml, tenth.yaml, quarter.yaml, half.yaml], also_safe: [shadow.enabled]}}
models:
  production: {plugin: baseline}
  candidate: {plugin: ml-model, artefact: )"
      << source("configs/models/v1.8-b0").string() << R"(}
pipelines:
  predict:
    route: POST executor /predict-with-shadow
    input:
      symbol: string?
      snapshot: {ts: int, mid: float, spreadBp: float, vol1m: float, rsi14: float}
    stages:
      features:   {plugin: features, required: true, with: {snapshot: input.snapshot}}
      production: {predict: production, required: true}
      candidate:  {predict: candidate, budget: 60ms}
      shadow:
        plugin: shadow
        stage: compare
        with: {primary: production, candidate: candidate}
      canary:
        plugin: canary
        stage: decide
        with:
          production: production
          candidate: candidate
          symbol: input.symbol
          ts: input.snapshot.ts
)" << (key.empty() ? "" : "          key: " + key + "\n")
      << R"(      count:
        plugin: canary
        stage: count
        with: {decide: canary, production: production, candidate: candidate, match: shadow.match}
      tally:
        plugin: shadow
        stage: tally
        with: {compare: shadow, primary: production, candidate: candidate}
    answer: {prediction: [canary.score, production.score]}
)";
}

std::string canary_request(const std::string& symbol, const std::string& id) {
  const std::string body = snapshot_of(symbol);
  return "POST /predict-with-shadow HTTP/1.1\r\nHost: localhost\r\n" +
         (id.empty() ? "" : "X-Request-Id: " + id + "\r\n") +
         "Content-Type: application/json\r\nContent-Length: " + std::to_string(body.size()) +
         "\r\n\r\n" + body;
}

bool is_candidates(const tool::Response& reply) {
  return reply.body.find("0.999") != std::string::npos;
}

void CanaryHost::write_plan(const std::string& name, const std::string& split) const {
  std::ofstream(folder_.path() / (name + ".yaml"))
      << "# One share.\nphases:\n  - {split: " << split << ", duration: 1h}\n";
}

uint64_t candidate_answers(tool::Client& client, int requests) {
  uint64_t found = 0;
  for (int i = 0; i < requests; ++i) {
    const auto reply = client.call("POST", "/predict-with-shadow", snapshot_of("BTCUSDT"));
    if (reply && is_candidates(*reply)) ++found;
  }
  return found;
}

json::value canary_status(const Sparkd& host) {
  return host.json("executor", "GET", "/canary/status");
}

bool canary_becomes(const Sparkd& host, std::string_view member, std::string_view text) {
  for (int i = 0; i < 500; ++i) {
    if (canary_status(host).at(member).as_string() == text) return true;
    std::this_thread::sleep_for(std::chrono::milliseconds(20));
  }
  return false;
}

void wait_for_weight(const Sparkd& host) {
  while (canary_status(host).at("weight").to_number<double>() == 0)
    std::this_thread::sleep_for(std::chrono::milliseconds(5));
}

tool::Response canary_order(const Sparkd& host, const std::string& verb, const std::string& body) {
  auto client = host.client("executor", host.token());
  auto reply = client.call("POST", "/canary/" + verb, body);
  while (reply && reply->body.find("ask again") != std::string::npos)
    reply = client.call("POST", "/canary/" + verb, body);
  return reply ? *reply : tool::Response{};
}

}  // namespace spark::test
