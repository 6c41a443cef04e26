#include "end_to_end/recording_host.h"

#include <fstream>

#include "base/sha256.h"
#include "end_to_end/artefacts.h"
#include "support/catch.h"

namespace spark::test {

namespace fs = std::filesystem;

namespace {

// A model of those features, of which one that is missing makes it not ready.
void make_model(const fs::path& folder) {
  fs::create_directories(folder);
  std::string lines, quoted, weights, zeros;
  for (const std::string& name : of_v1_8_2) {
    const char* const comma = lines.empty() ? "" : ", ";
    lines.append(lines.empty() ? "" : "\n").append(name);
    quoted.append(comma).append("\"" + name + "\"");
    weights.append(comma).append("0.125");
    zeros.append(comma).append("0");
  }
  write_file(folder / "model.json",
             R"({"kind": "probability", "type": "logistic", "version": "vol-1",
 "target": {"event": "rv5-above-median", "horizon": "5min", "reference": "24h"},
 "features": [)" +
                 quoted + R"(], "feature_set_sha256": ")" + base::sha256_hex(lines) +
                 R"(", "weights": [)" + weights +
                 R"(], "clip_low": 0.000001, "clip_high": 0.999999})");
  write_file(folder / "probes.json", R"({"rows": [[)" + zeros + R"(]], "scores": [0.5]})");
  sign_artefact(folder);
}

}  // namespace

Recording::Recording() {
  make_model(folder_.path() / "vol-1");
  std::ofstream(folder_.path() / "host.yaml") << R"(
listeners:
  executor: {address: 127.0.0.1, port: 4001}
  ml-engine: {address: 127.0.0.1, port: 4010}
  admin: {address: 127.0.0.1, port: 4002, access: admin, token_file: admin.token}
state_dir: state
plugins: {features: {with: {sets: [v1.8, v1.8.2]}}, baseline: {}, ml-model: {}, recorder: {}}
models:
  production: {plugin: baseline}
  vol: {plugin: ml-model, artefact: vol-1}
  candidate: {plugin: ml-model, artefact: )" << source("configs/models/v1.8-b0").string()
                                              << R"(}
pipelines:
  predict:
    route: POST executor /predict
    input:
      symbol: string?
      snapshot:
        {ts: int, mid: float, spreadBp: float, vol1m: float, rsi14: float, spreadEstimated: "bool?"}
    stages:
      features:
        {plugin: features, required: true, with: {snapshot: input.snapshot, key: input.symbol}}
      production: {predict: production, required: true}
      candidate: {predict: candidate}
      vol: {predict: vol}
      record:
        plugin: recorder
        stage: record
        with:
          log: predict
          snapshot: input.snapshot
          symbol: input.symbol
          production: production
          candidate: candidate
          fallback: vol
    answer: {prediction: production.score, "shadow?": candidate.score}
  metrics: {route: GET executor /metrics, metrics: {}}
  health: {route: GET executor /health, health: {service: executor}}
)";
}

bool has_data() {
  if (!market_data().empty()) return true;
  WARN("skipped: no market data; set SPARK_DATA_DIR to the folder that holds btcusdt_1m/");
  return false;
}

uint64_t replay(const Sparkd& host, int minutes, const std::string& rate) {
  const Ended ended = run({binary("sparkctl").string(), "replay", "--input",
                           (market_data() / "btcusdt_1m/BTCUSDT-1m-2024-05.csv.gz").string(),
                           "--to", host.url("executor"), "--path", "/predict", "--limit",
                           std::to_string(minutes), "--rate", rate, "--json", "--quiet"});
  INFO(ended.output);
  REQUIRE(ended.output.starts_with("{"));
  const auto report = boost::json::parse(ended.output.substr(0, ended.output.rfind('}') + 1));
  REQUIRE(report.at("unanswered").to_number<uint64_t>() == 0);
  return report.at("status").at("200").to_number<uint64_t>();
}

}  // namespace spark::test
