#include "end_to_end/promoting_host.h"

#include <csignal>

#include "end_to_end/artefacts.h"
#include "end_to_end/changes.h"
#include "support/catch.h"

namespace spark::test {

namespace json = boost::json;
namespace fs = std::filesystem;

namespace {

constexpr int64_t begin_ms = 1'711'929'600'000;  // 2024-04-01T00:00 UTC
constexpr int64_t day_minutes = 24 * 60;

constexpr const char* recording_stage = R"(
      record:
        plugin: recorder
        stage: record
        with:
          {log: predict, snapshot: input.snapshot, production: production, candidate: candidate})";

std::string configuration(const fs::path& production, const fs::path& candidate,
                          PromotingHost::Rows rows) {
  const bool is_recorded = rows == PromotingHost::Rows::recorded;
  return R"(listeners:
  executor: {address: 127.0.0.1, port: 4001}
  ml-engine: {address: 127.0.0.1, port: 4010}
  admin: {address: 127.0.0.1, port: 4002, access: admin, token_file: admin.token}
state_dir: state
workers: 1
clock: {event: input.snapshot.ts, pipeline: predict}
confirm: {after: 1ms, answers: 0}
log: {level: info}
plugins:
  features: {with: {sets: [v1.8]}}
  baseline: {}
  ml-model: {}
  shadow: {})" +
         std::string(is_recorded ? "\n  recorder: {}" : "") + R"(
  demo-model: {library: )" +
         (fs::path(SPARK_BUILD_DIR) / "lib/spark/demo/demo-model.so").string() + R"(}
  drift:
    library: )" +
         museum("vouching").string() + R"(
    may: {routes: [/x/drift]}
    with:
      facts: [coverage=1, psi.overall=0.03, psi.feature_max=0.1, psi.overall_max_48h=0.04]
      records: [psi_snapshot]
  canary:
    library: )" +
         museum("vouching").string() + R"(
    may: {routes: [/x/canary]}
    with: {records: [preflight, state]}
  promote: {may: {swap: [production, candidate]}}
models:
  fallback: {plugin: baseline}
  production: {plugin: ml-model, artefact: )" +
         production.string() + R"(, pinned: it changes by promotion alone}
  candidate: {plugin: demo-model, artefact: )" +
         candidate.string() + R"(}
lineages:
  predict: {production: production, candidate: candidate, fallback: fallback, primary: true}
pipelines:
  predict:
    route: POST executor /predict
    input:
      snapshot: {ts: int, mid: float, spreadBp: float, vol1m: float, rsi14: float}
    stages:
      features:   {plugin: features, required: true, with: {snapshot: input.snapshot}}
      fallback:   {predict: fallback, required: true}
      production: {predict: production}
      candidate:  {predict: candidate}
      shadow: {plugin: shadow, stage: compare, with: {primary: production, candidate: candidate}}
      tally:
        plugin: shadow
        stage: tally
        with: {compare: shadow, primary: production, candidate: candidate})" +
         (is_recorded ? recording_stage : "") + R"(
    answer: {prediction: [production.score, fallback.score]}
  health: {route: GET executor /health, health: {service: executor}}
  metrics: {route: GET executor /metrics, metrics: {}}
alerts:
  recorder-failed:
    fact: host.recorder.failed
    comparison: above
    threshold: 0
    severity: warning
    summary: Actions cannot be recorded
    runbook: make room on the disk
)";
}

void append(const Sparkd& host, const std::string& kind, json::object record) {
  const json::object body{{"kind", kind}, {"subject", "candidate"}, {"record", std::move(record)}};
  host.json("admin", "POST", "/admin/v1/evidence", json::serialize(body));
}

// What an evaluation of two weeks and the smoke tests would say.
void append_tools_records(const Sparkd& host, const std::string& sha256, int64_t until_ms) {
  append(host, "smoke.report", {{"sha256", sha256}, {"passed", true}});
  append(host, "smoke.shadow", {{"sha256", sha256}, {"passed", true}});
  append(host, "eval.report",
         {{"sha256", sha256},
          {"measures", json::object{{"rows", 20'160},
                                    {"hits", 10'000},
                                    {"auc", 0.78},
                                    {"precision", 0.86},
                                    {"recall", 0.37},
                                    {"selected", 0.21},
                                    {"brier_skill", 0.2},
                                    {"slope", 0.95},
                                    {"gain_interval", json::array{0.019, 0.025}},
                                    {"until_ms", until_ms}}},
          {"training", json::object{{"cv_auc_std", 0.0146}}},
          {"data",
           json::object{{"files", json::array{json::object{{"sha256", std::string(64, 'd')}}}}}},
          {"requirements", json::array{json::object{{"name", "days"}, {"value", 14}}}}});
}

std::string digest_of_candidate(const Sparkd& host) {
  const auto models = host.json("admin", "GET", "/admin/v1/models");
  for (const auto& model : models.at("models").as_array())
    if (text_of(model.at("name")) == "candidate") return text_of(model.at("sha256"));
  FAIL("there is no candidate");
  return {};
}

tool::Response risky(const Sparkd& host, const std::string& path) {
  const auto reply = host.client("executor", host.token()).call("POST", path, confirm_body);
  return reply ? *reply : tool::Response{};
}

}  // namespace

PromotingHost::PromotingHost(Rows rows) : next_ms_(begin_ms) {
  const fs::path production = make_artefact(folder_.path(), 500);
  const fs::path candidate = make_artefact(folder_.path(), 501);
  write_file(config(), configuration(production, candidate, rows));
  Sparkd host({}, config(), folder_.path() / "state");
  REQUIRE(host.prints("is confirmed"));
  auto client = host.client("executor");
  next_ms_ = send_minutes(client, next_ms_, day_minutes + 1);
  append_tools_records(host, digest_of_candidate(host), next_ms_ - promoting_minute_ms);
  for (const char* name : {"drift", "canary"})
    host.json("admin", "POST", "/x/" + std::string(name) + "/vouch", "{}");
  // In event time the records that were asked for are there before the next minute.
  next_ms_ = send_minutes(client, next_ms_, 1);
  host.signal(SIGTERM);
  REQUIRE(host.wait().exit_code == 0);
}

void PromotingHost::copy_state(const fs::path& to) const {
  fs::remove_all(to);
  fs::copy(folder_.path() / "state", to, fs::copy_options::recursive);
}

void send_minute(tool::Client& client, int64_t ts_ms) {
  const auto answered =
      client.call("POST", "/predict",
                  R"({"snapshot":{"ts":)" + std::to_string(ts_ms) +
                      R"(,"mid":45000,"spreadBp":2,"vol1m":1000000,"rsi14":55}})");
  REQUIRE(answered.has_value());
  REQUIRE(answered->status == 200);
}

int64_t send_minutes(tool::Client& client, int64_t from_ms, int64_t minutes) {
  for (int64_t i = 0; i < minutes; ++i) send_minute(client, from_ms + i * promoting_minute_ms);
  return from_ms + minutes * promoting_minute_ms;
}

tool::Response promote(const Sparkd& host) {
  return risky(host, "/promote?approver=Ada");
}
tool::Response take_back(const Sparkd& host) {
  return risky(host, "/promote/rollback");
}

void let_candidate_fail(const Sparkd& host, double share) {
  host.json("admin", "POST", "/x/demo-model/fault?share=" + std::to_string(share), "{}");
}

std::string roles(const Sparkd& host) {
  const auto models = host.json("admin", "GET", "/admin/v1/models");
  std::string production, candidate;
  for (const auto& model : models.at("models").as_array()) {
    const std::string name = text_of(model.at("name"));
    if (name == "production") production = text_of(model.at("version"));
    if (name == "candidate") candidate = text_of(model.at("version"));
  }
  return production + " " + candidate;
}

std::vector<OfPromote> records_of_promote(const fs::path& state) {
  const auto listed = run({binary("sparkctl").string(), "evidence", "list", "--last", "10000",
                           "--json", "--state-dir", state.string()});
  INFO(listed.output);
  REQUIRE(listed.exit_code == 0);
  std::vector<OfPromote> found;
  const json::value listing = json::parse(listed.output);
  for (const auto& each : listing.at("records").as_array()) {
    const std::string action = text_of(each.at("action"));
    if (!action.starts_with("promote.") || action == "promote.verdict" ||
        action == "promote.export")
      continue;
    found.push_back({action.substr(8), json::parse(text_of(each.at("detail"))).as_object()});
  }
  return found;
}

std::string flaws_of_chain(const fs::path& state) {
  const std::string flaws = flaws_of(state);
  return flaws.find("\nThe chain is whole.") == std::string::npos ? flaws : "";
}

std::string flaws_of(const fs::path& state) {
  const auto ended =
      run({binary("sparkctl").string(), "evidence", "verify", "--state-dir", state.string()});
  return ended.exit_code == 0 ? "" : ended.output;
}

}  // namespace spark::test
