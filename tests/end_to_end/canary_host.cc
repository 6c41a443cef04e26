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

// `prefix`: of its models' names.
std::string pipeline(const std::string& name, const std::string& route, const std::string& prefix,
                     const std::string& entry, const std::string& key) {
  return "  " + name + ":\n    route: POST executor " + route + R"(
    input:
      symbol: string?
      snapshot: {ts: int, mid: float, spreadBp: float, vol1m: float, rsi14: float}
    stages:
      features:   {plugin: features, required: true, with: {snapshot: input.snapshot}}
      production: {predict: )" +
         prefix + R"(production, required: true}
      candidate:  {predict: )" +
         prefix + R"(candidate, budget: 60ms}
      shadow:
        plugin: shadow
        stage: compare
        with: {primary: production, candidate: candidate}
      canary:
        plugin: )" +
         entry + R"(
        stage: decide
        with:
          production: production
          candidate: candidate
          symbol: input.symbol
          ts: input.snapshot.ts
)" + (key.empty() ? "" : "          key: " + key + "\n") +
         "      count:\n        plugin: " + entry + R"(
        stage: count
        with: {decide: canary, production: production, candidate: candidate, match: shadow.match}
      tally:
        plugin: shadow
        stage: tally
        with: {compare: shadow, primary: production, candidate: candidate}
    answer: {prediction: [canary.score, production.score]}
)";
}

std::string models(const std::string& prefix) {
  return "  " + prefix + "production: {plugin: baseline}\n  " + prefix +
         "candidate: {plugin: ml-model, artefact: " + source("configs/models/v1.8-b0").string() +
         "}\n";
}

constexpr const char* listeners = R"(
listeners:
  executor: {address: 127.0.0.1, port: 4001}
  ml-engine: {address: 127.0.0.1, port: 4010}
  admin: {address: 127.0.0.1, port: 4002, access: admin, token_file: admin.token}
state_dir: state
confirm: {after: 1ms, answers: 0}
)";

constexpr const char* two_lineages = R"(lineages:
  predict: {production: production, candidate: candidate, primary: true}
  second: {production: second-production, candidate: second-candidate}
)";

}  // namespace

CanaryHost::CanaryHost(const std::string& key, bool has_second) {
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
  const std::string plans = "plans: [" + source("configs/canary/full.yaml").string() +
                            ", quick.yaml, tenth.yaml, quarter.yaml, half.yaml]";
  std::ofstream config(folder_.path() / "host.yaml");
  config << listeners << "plugins:\n  features: {with: {sets: [v1.8]}}\n  baseline: {}\n"
         << "  ml-model: {}\n  shadow: {}\n"
         << "  canary: {with: {" << plans << ", also_safe: [shadow.enabled]}}\n";
  if (has_second)
    config << "  canary-second: {library: canary, with: {lineage: second, " << plans << "}}\n";
  config << "models:\n" << models("") << (has_second ? models("second-") + two_lineages : "");
  config << "pipelines:\n  metrics: {route: GET executor /metrics, metrics: {}}\n"
         << pipeline("predict", "/predict-with-shadow", "", "canary", key);
  if (has_second) config << pipeline("second", "/second", "second-", "canary-second", key);
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

uint64_t candidate_answers(tool::Client& client, int requests, std::string_view path) {
  uint64_t found = 0;
  for (int i = 0; i < requests; ++i) {
    const auto reply = client.call("POST", path, snapshot_of("BTCUSDT"));
    if (reply && is_candidates(*reply)) ++found;
  }
  return found;
}

json::value canary_status(const Sparkd& host, const std::string& query) {
  return host.json("executor", "GET", "/canary/status" + query);
}

bool canary_becomes(const Sparkd& host, std::string_view member, std::string_view text,
                    const std::string& query) {
  for (int i = 0; i < 500; ++i) {
    if (canary_status(host, query).at(member).as_string() == text) return true;
    std::this_thread::sleep_for(std::chrono::milliseconds(20));
  }
  return false;
}

void wait_for_weight(const Sparkd& host, const std::string& query) {
  while (canary_status(host, query).at("weight").to_number<double>() == 0)
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
