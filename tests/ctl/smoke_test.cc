// The smoke report's verdict and shape.
#include <algorithm>
#include <fstream>
#include <iterator>

#include "fake_server.h"
#include "near.h"
#include "probe_rows.h"
#include "recorded_minute.h"
#include "spark/tool/json.h"
#include "verdict.h"

using namespace spark;
using namespace spark::smoke;

namespace {

const Model model{"v1", "aa"};

Found found(Target target, uint64_t requested) {
  Found out;
  out.target = target;
  if (out.target == Target::shadow) out.endpoint = "/predict-with-shadow";
  out.requested = requested;
  out.model_before = out.model_after = model;
  out.latency.count = requested;
  out.latency.p95_ms = 1;
  return out;
}

bool passes_all(const Found& found) {
  return passes(judge(found));
}

// The names of what is not met.
std::vector<std::string> unmet(const Found& found) {
  std::vector<std::string> names;
  for (const Criterion& one : judge(found)) {
    if (!one.pass) names.push_back(one.name);
  }
  return names;
}

constexpr const char* ml_good = R"({"score":0.5,"version":"v1","latency_ms":0.1})";
constexpr const char* shadow_good = R"({"prediction":0.5,"shadow":0.6,"match":true,"delta":0.1})";

constexpr const char* shadow_apart = R"({"prediction":0.5,"shadow":0.8,"match":false,"delta":0.3})";

using Names = std::vector<std::string>;

// Every key, dotted, a line each.
void list_keys(const boost::json::value& value, const std::string& path, std::string& out) {
  if (value.is_array()) return list_keys(value.get_array().at(0), path + "[]", out);
  if (!value.is_object()) {
    out += path + "\n";
    return;
  }
  for (const auto& [key, inner] : value.get_object())
    list_keys(inner, path.empty() ? std::string(key) : path + "." + std::string(key), out);
}

}  // namespace

TEST_CASE("only a score of the model under test is a success") {
  struct Case {
    Target target;
    uint32_t status;
    std::string body;
    bool success;
  };
  const std::vector<Case> cases = {
      {Target::ml, 200, ml_good, true},
      {Target::ml, 422, R"({"error":"features not ready"})", false},
      {Target::ml, 200, R"({"score":1.5,"version":"v1"})", false},
      {Target::ml, 200, R"({"score":null,"version":"v1"})", false},
      {Target::ml, 200, R"({"score":0.5,"version":"v2"})", false},
      {Target::ml, 200, "oops", false},
      {Target::shadow, 200, shadow_good, true},
      {Target::shadow, 200, R"({"prediction":0.5,"shadow":null,"match":false,"delta":null})",
       false},
      {Target::shadow, 500, shadow_good, false},
  };
  for (const Case& c : cases) {
    INFO(c.status << " " << c.body);
    Found one = found(c.target, 1);
    one.add(c.status, c.body);
    CHECK(one.sent == 1);
    CHECK(one.success == (c.success ? 1 : 0));
    CHECK(one.first_failure.empty() == c.success);
  }
}

TEST_CASE("a smoke run passes only if everything asked for is met") {
  Found good = found(Target::ml, 1'000);
  for (int i = 0; i < 991; ++i) good.add(200, ml_good);
  for (int i = 0; i < 9; ++i) good.add_failure("x");
  CHECK(passes_all(good));

  Found failing = found(Target::ml, 100);
  for (int i = 0; i < 99; ++i) failing.add(200, ml_good);
  failing.add_failure("x");
  CHECK(unmet(failing) == Names{"error rate"});

  Found slow = good;
  slow.latency.p95_ms = 80;
  CHECK(unmet(slow) == Names{"latency p95"});
  Found short_run = good;
  short_run.requested = 2'000;
  CHECK(unmet(short_run) == Names{"all requests sent"});
  Found swapped = good;
  swapped.model_after = Model{"v1", "bb"};
  CHECK(unmet(swapped) == Names{"one model throughout"});
  Found unknown = good;
  unknown.model_before.reset();
  unknown.model_after.reset();
  CHECK(unmet(unknown) == Names{"one model throughout"});
  CHECK(unmet(found(Target::ml, 0)).size() >= 2);
}

TEST_CASE("a shadow run passes from 95 percent of matches on, and not without pairs") {
  struct Case {
    int matches, mismatches;
    bool passes;
  };
  for (const Case& c : {Case{950, 50, true}, Case{949, 51, false}, Case{1'000, 0, true},
                        Case{0, 1'000, false}, Case{0, 0, false}}) {
    INFO(c.matches << " of " << c.matches + c.mismatches);
    Found run = found(Target::shadow, static_cast<uint64_t>(c.matches + c.mismatches));
    for (int i = 0; i < c.matches; ++i) run.add(200, shadow_good);
    for (int i = 0; i < c.mismatches; ++i) run.add(200, shadow_apart);
    const auto names = unmet(run);
    CHECK((std::count(names.begin(), names.end(), "match rate") == 0) == c.passes);
    CHECK(tool::text(as_json(run, {}), "slo_check.match_rate_above_95") ==
          (c.passes ? "true" : "false"));
    CHECK(tool::text(as_json(run, {}), "slo_check.all_pass") == (c.passes ? "true" : "false"));
  }
  Found model_alone = found(Target::ml, 1);
  model_alone.add(200, ml_good);
  CHECK(passes_all(model_alone));
  CHECK(tool::find(as_json(model_alone, {}), "slo_check.match_rate_above_95") == nullptr);
}

TEST_CASE("the evidence has rates in percent, and what a shadow run compared") {
  Found run = found(Target::shadow, 5);
  run.at = {"127.0.0.1", 4001};
  run.duration_s = 1.5;
  run.latency.mean_ms = 0.5;
  run.latency.p50_ms = 0.25;
  run.latency.p99_ms = 2;
  run.add(200, shadow_good);
  run.add(200, shadow_apart);
  run.add(200, R"({"prediction":0.5,"shadow":null,"match":false,"delta":null})");
  run.add(503, "busy");
  const auto json = as_json(run, {"2024-05-31T23:59:59Z", "id"});
  CHECK(tool::text(json, "timestamp") == "2024-05-31T23:59:59Z");
  CHECK(tool::text(json, "service") == "executor");
  CHECK(tool::text(json, "endpoint") == "/predict-with-shadow");
  CHECK(tool::text(json, "config.host") == "127.0.0.1");
  CHECK(*tool::number(json, "config.port") == 4001);
  CHECK(*tool::number(json, "config.requests") == 5);
  CHECK(*tool::number(json, "latency.avg_ms") == 0.5);
  CHECK(*tool::number(json, "latency.p50_ms") == 0.25);
  CHECK(*tool::number(json, "latency.p95_ms") == 1);
  CHECK(*tool::number(json, "latency.p99_ms") == 2);
  CHECK(*tool::number(json, "reliability.success_count") == 2);
  CHECK(*tool::number(json, "reliability.error_count") == 2);
  CHECK(*tool::number(json, "reliability.success_rate") == 50);
  CHECK(*tool::number(json, "reliability.total_time_sec") == 1.5);
  CHECK(tool::text(json, "slo_check.p95_under_80ms") == "true");
  CHECK(tool::text(json, "slo_check.success_rate_above_95") == "false");
  CHECK(*tool::number(json, "error_rate") == 50);
  CHECK(*tool::number(json, "shadow.match_count") == 1);
  CHECK(*tool::number(json, "shadow.mismatch_count") == 1);
  CHECK(*tool::number(json, "shadow.shadow_errors") == 1);
  CHECK(*tool::number(json, "shadow.match_rate") == 50);
  CHECK(*tool::number(json, "shadow.avg_delta") == Near(0.2));
  CHECK(*tool::number(json, "shadow.max_delta") == Near(0.3));
  CHECK(tool::text(json, "model.sha256") == "aa");
  CHECK(tool::text(json, "pass") == "false");
  CHECK(tool::find(as_json(found(Target::shadow, 1), {}), "shadow.avg_delta") == nullptr);
  CHECK(tool::find(as_json(found(Target::ml, 1), {}), "shadow") == nullptr);
}

TEST_CASE("the evidence has the keys of its golden list, which its readers look for") {
  for (const auto& [target, file] :
       {std::pair{Target::ml, "smoke_1k"}, std::pair{Target::shadow, "shadow_smoke_1k"}}) {
    INFO(file);
    Found run = found(target, 1);
    run.at = {"127.0.0.1", 1};
    run.add(200, target == Target::ml ? ml_good : shadow_good);
    std::string keys;
    list_keys(as_json(run, {"2024-05-31T23:59:59Z", "id"}), "", keys);
    std::ifstream golden(std::string(SPARK_SOURCE_DIR "/tests/golden/") + file + ".txt");
    CHECK(keys == std::string(std::istreambuf_iterator<char>(golden), {}));
  }
}

TEST_CASE("a run id names service, version, phase, time and a random part") {
  CHECK(run_id(found(Target::ml, 1), "20240531T235959Z", 0xabc) ==
        "ml-engine_v1_smoke_20240531T235959Z_00000abc");
  CHECK(run_id(found(Target::shadow, 1), "20240531T235959Z", 1) ==
        "executor_v1_shadow-smoke_20240531T235959Z_00000001");
}

TEST_CASE("a model is known by its version, one without artefact has no digest") {
  using tool::parse_json;
  CHECK(*model_of(*parse_json(R"({"version":"v1","sha256":"aa"})", "")) == model);
  CHECK(model_of(*parse_json(R"({"version":"v1","sha256":null})", ""))->sha256 == std::nullopt);
  CHECK(!model_of(*parse_json(R"({"version":""})", "")));
  CHECK(!model_of(*parse_json("{}", "")));
}

TEST_CASE("probe rows are the same for the same seed and cover the ranges") {
  ProbeRows one(1, "X"), again(1, "X"), other(2, "X");
  double rsi_min = 100, rsi_max = 0;
  bool differs = false;
  for (int i = 0; i < 1'000; ++i) {
    const std::string body = one.next();
    REQUIRE(body == again.next());
    differs = differs || body != other.next();
    const auto row = tool::parse_json(body, "a row");
    REQUIRE(row.has_value());
    const double rsi = *tool::number(*row, "snapshot.rsi14");
    rsi_min = std::min(rsi_min, rsi);
    rsi_max = std::max(rsi_max, rsi);
  }
  CHECK(differs);
  CHECK(rsi_min < 5);
  CHECK(rsi_max > 95);
}

TEST_CASE("of recorded minutes the newest that production answered is sent, as it came") {
  spark::recorded::Recording recording;
  const auto add = [&](const char* symbol, int64_t ts_ms, double mid, int64_t status) {
    spark::recorded::Recorded row;
    row.snapshot = {symbol, 0, mid, 2, 1e6, 55, false};
    row.sent_ts_ms = ts_ms;
    row.status = {status, status, -1};
    recording.rows.push_back(row);
  };
  CHECK_FALSE(newest_minute(recording, "A").has_value());
  add("A", 60'000, 10, 0);
  add("A", 120'000, 11, 0);
  add("A", 180'000, 12, 1);  // not ready, say
  add("B", 240'000, 13, 0);
  recording.rows.push_back(recording.rows.back());
  recording.rows.back().sent_ts_ms = 300'000;
  recording.rows.back().advances = false;  // a look of somebody's
  const auto body = newest_minute(recording, "A");
  REQUIRE(body.has_value());
  CHECK(*body == R"({"symbol":"A","snapshot":{"ts":120000,"mid":11,"spreadBp":2,)"
                 R"("vol1m":1e+06,"rsi14":55}})");
  CHECK(newest_minute(recording, "")->find("240000") != std::string::npos);
  CHECK(newest_minute(recording, "C").error().text.find("--body FILE") != std::string::npos);
}

TEST_CASE("the log to read is the one that is named, or alone, or the route's") {
  const std::vector<std::string> both = {"recorder.predict-vol", "recorder.predict"};
  CHECK(*choose_log(both, "", "/predict-vol") == "recorder.predict-vol");
  CHECK(*choose_log(both, "predict", "/predict-vol") == "recorder.predict");
  CHECK(*choose_log({"recorder.a"}, "", "/predict-vol") == "recorder.a");
  CHECK(choose_log(both, "", "/other").error().text.find("recorder.predict-vol") !=
        std::string::npos);
  CHECK_FALSE(choose_log(both, "other", "/predict").has_value());
  CHECK(choose_log({}, "", "/predict").error().text.find("no log") != std::string::npos);
}
