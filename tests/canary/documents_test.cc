// The files and records of a canary hold the keys that others read: golden lists.
#include <boost/json/parse.hpp>
#include <boost/json/value.hpp>
#include <stdexcept>

#include "canary_rig.h"
#include "support/catch.h"
#include "support/file_text.h"

using namespace spark::test;
namespace json = boost::json;

namespace {

// One line a member, by its path; of a list its first one's.
void list_keys(const json::value& value, const std::string& path, std::string& keys) {
  if (value.is_array() && !value.as_array().empty())
    return list_keys(value.as_array().front(), path + "[]", keys);
  if (!value.is_object()) {
    keys.append(path).append("\n");
    return;
  }
  for (const auto& [key, member] : value.as_object()) {
    std::string whole = path;
    if (!whole.empty()) whole.append(".");
    list_keys(member, whole.append(key), keys);
  }
}

std::string keys_of(const json::value& document) {
  std::string keys;
  list_keys(document, "", keys);
  return keys;
}

std::string text_at(const json::value& document, std::string_view key) {
  return std::string(document.at(key).as_string());
}

std::string golden(const std::string& name) {
  return read_file(SPARK_SOURCE_DIR "/tests/golden/canary_" + name + ".txt");
}

struct Subject {
  Subject() {
    rig.act();
    rig.run(20, 20, [](int) { return BothAnswers(); });
  }
  // A run that its candidate's errors end.
  void fail() {
    rig.post("start?plan=full&mode=live");
    rig.run(30, 100, [](int request) {
      BothAnswers one;
      if (request % 5 == 0) one.candidate_status = SPARK_STATUS_ERROR;
      return one;
    });
  }
  [[nodiscard]] const FakeHost::Record& file(const std::string& prefix) const {
    for (const auto& record : host.records)
      if (record.path.starts_with(prefix)) return record;
    throw std::runtime_error("no file " + prefix);
  }
  [[nodiscard]] json::value last_record(const std::string& kind) const {
    json::value found;
    for (const auto& record : host.records)
      if (record.kind == kind) found = json::parse(record.json);
    return found;
  }

  FakeHost host;
  ToldPair told{host};
  CanaryRig rig{host};
};

}  // namespace

TEST_CASE("the canary's files and its status hold the keys that are read elsewhere") {
  Subject subject;
  subject.rig.post("preflight");
  subject.rig.post("dry-run");
  subject.rig.settle();
  subject.rig.post("start?plan=full");
  subject.rig.settle();
  const auto running = subject.host.call("GET", "/canary/status").json;
  subject.rig.post("abort");
  subject.rig.settle();
  CHECK(keys_of(json::parse(subject.file("canary_preflight.json").file)) == golden("preflight"));
  CHECK(keys_of(json::parse(subject.file("canary_run_").file)) == golden("run"));
  CHECK(keys_of(json::parse(subject.file("canary_dryrun_observe.json").file)) ==
        golden("run") + "would_have\n");
  CHECK(keys_of(json::parse(running)) == golden("status"));
  CHECK(keys_of(subject.last_record("state")) == golden("state"));
}

TEST_CASE("a preflight's record says which model, when, what was checked, and whether it passed") {
  Subject subject;
  subject.host.event_ms = subject.host.utc_ms + 5;
  subject.rig.post("preflight");
  subject.rig.settle();
  const json::value record = subject.last_record("preflight");
  CHECK(text_at(record, "candidate_sha256") == subject.told.digests[1]);
  CHECK(record.at("at_ms").as_int64() == subject.host.event_ms);
  CHECK(record.at("passed").as_bool());
  CHECK(record.at("checked").as_array().size() == 5);
  CHECK(text_at(subject.last_record("state"), "candidate_sha256").empty());
}

TEST_CASE("looks keep a pace, so that nobody floods the chain with them") {
  Subject subject;
  CHECK(subject.rig.post("preflight").status == 200);
  CHECK(subject.rig.post("preflight").status == 429);
  CHECK(subject.rig.post("dry-run").status == 200);
  CHECK(subject.rig.post("dry-run").status == 429);
  subject.host.advance(2'000);
  CHECK(subject.rig.post("preflight").status == 200);
}

TEST_CASE("a preflight beside a run, or after one, leaves its state alone") {
  Subject subject;
  subject.rig.post("start?plan=full");
  subject.rig.settle();
  CHECK(subject.rig.post("preflight").status == 200);
  CHECK(subject.rig.state() == "running");
  subject.rig.post("abort");
  subject.rig.settle();
  subject.host.advance(2'000);
  CHECK(subject.rig.post("preflight").status == 200);
  CHECK(subject.rig.state() == "aborted");
}

TEST_CASE("exports cite the run, its models, and that a canary alone promotes nothing") {
  Subject subject;
  subject.fail();
  for (const char* name : {"canary_run_", "rollback_log.txt", "rollback_metrics_"}) {
    INFO(name);
    const json::value record = json::parse(subject.file(name).json);
    CHECK(text_at(record, "run_id") == text_at(subject.last_record("state"), "run_id"));
    CHECK(text_at(record, "candidate_sha256") == subject.told.digests[1]);
    CHECK(text_at(record, "status") == "ABORTED");
    CHECK_FALSE(record.at("promote_eligible").as_bool());
  }
}

TEST_CASE("a run that is aborted out of a pause, or while it waits for its record, has its phase") {
  Subject subject;
  const bool was_open = GENERATE(true, false);
  subject.rig.post("start?plan=full");
  if (was_open) {
    subject.rig.run(60, 20, [](int) { return BothAnswers(); });
    subject.rig.post("pause");
    subject.rig.settle();
  }
  subject.rig.post("abort");
  subject.rig.settle();
  const json::value run = json::parse(subject.file("canary_run_").file);
  REQUIRE(run.at("results").as_array().size() == 1);
  const json::value& phase = run.at("results").at(0);
  CHECK(text_at(phase, "decision") == "ABORT");
  CHECK(text_at(phase, "ended_by") == "asked");
  CHECK(phase.at("should_abort").as_bool());
  CHECK((phase.at("metrics").at("pairs").to_number<int>() > 1'000) == was_open);
}

TEST_CASE("a dry run says what it would have done, of which models, and without data nothing") {
  Subject subject;
  const json::value passed = json::parse(subject.rig.post("dry-run").json);
  CHECK(text_at(passed, "would_have") == "COMPLETED");
  CHECK(text_at(passed.at("config"), "production_version") == "v1");
  CHECK(text_at(passed.at("config"), "production_sha256") == subject.told.digests[0]);
  CHECK(text_at(passed, "run_id").find("00000000") == std::string::npos);
  subject.rig.run(600, 20, [](int request) {
    BothAnswers one;
    if (request % 5 == 0) one.candidate_status = SPARK_STATUS_ERROR;
    return one;
  });
  const json::value failed = json::parse(subject.rig.post("dry-run").json);
  CHECK(text_at(failed, "would_have") == "ABORTED");
  CHECK(text_at(failed.at("summary"), "final_status") == "ABORTED");
  CHECK(text_at(failed.at("summary"), "abort_cause") == "error limit");

  FakeHost host;
  const ToldPair told(host);
  CanaryRig rig(host);
  rig.act();
  const json::value none = json::parse(rig.post("dry-run").json);
  CHECK(text_at(none, "would_have") == "INCONCLUSIVE");
  CHECK(none.at("results").at(0).at("duration_min").is_null());
  CHECK(text_at(none.at("summary"), "final_status") == "INCONCLUSIVE");
}

TEST_CASE("a run's file says what drift and the gates say of its candidate") {
  Subject subject;
  const auto tell = [&](const char* name, const std::string& sha256, double value,
                        uint64_t samples) {
    const std::string full = std::string(name) + "  candidate " + sha256;
    subject.host.facts[full] = value;
    subject.host.fact_details[full] = {"", samples, 0, 0, subject.host.utc_ms};
  };
  const auto run = [&] {
    subject.host.advance(2'000);
    return json::parse(subject.rig.post("dry-run").json);
  };
  tell("drift.psi.overall", std::string(64, 'c'), 0.9, 10'080);  // another one's
  tell("promote.verdict", std::string(64, 'c'), 1, 6);
  json::value document = run();
  CHECK(document.at("config").at("psi_status").at("overall").is_null());
  CHECK_FALSE(document.at("summary").at("promote_eligible").as_bool());
  tell("drift.psi.overall", subject.told.digests[1], 0.25, 10'080);
  tell("promote.verdict", subject.told.digests[1], 0, 4);
  document = run();
  CHECK(document.at("config").at("psi_status").at("overall").as_double() == 0.25);
  CHECK(text_at(document.at("config").at("psi_status"), "note").starts_with("critical"));
  CHECK(document.at("results").at(0).at("metrics").at("psi_overall").as_double() == 0.25);
  CHECK(text_at(document.at("summary"), "promote_reason").starts_with("the gates said NO_GO, 4/6"));
  tell("promote.verdict", subject.told.digests[1], 1, 6);
  subject.rig.post("start?plan=full");
  subject.rig.settle();
  subject.rig.post("abort");
  subject.rig.settle();
  document = json::parse(subject.file("canary_run_").file);
  CHECK(document.at("summary").at("promote_eligible").as_bool());
  CHECK(json::parse(subject.file("canary_run_").json).at("promote_eligible").as_bool());
}

TEST_CASE("requests from before the start are none of the canary's") {
  Subject subject;
  for (int i = 0; i < 3'000; ++i) subject.rig.ask({});
  subject.rig.post("start?plan=full");
  subject.host.advance(300);
  for (int i = 0; i < 3'000; ++i) subject.rig.ask({});  // before it is on record
  subject.rig.settle();
  subject.host.advance(2'000);
  const auto status = json::parse(subject.host.call("GET", "/canary/status").json);
  CHECK(status.at("state").as_string() == "running");
  CHECK(status.at("arms").at("production").at("requests").to_number<int>() == 0);
  CHECK(status.at("warnings").as_array().empty());
  for (const json::value& test : status.at("evidence").as_array())
    CHECK(test.at("observations").to_number<int>() == 0);
  subject.rig.run(5, 100, [](int) { return BothAnswers(); });
  const auto later = json::parse(subject.host.call("GET", "/canary/status").json);
  CHECK(later.at("arms").at("production").at("requests").to_number<int>() > 300);
}

TEST_CASE("a completed run's record says whether every phase met the SLO") {
  Subject subject;
  subject.rig.post("start?plan=mini");
  subject.rig.run(92 * 60, 20, [](int) { return BothAnswers(); });
  CHECK(subject.rig.state() == "completed");
  CHECK(subject.last_record("state").at("passed").as_bool());
  CHECK(text_at(subject.last_record("run"), "status") == "SUCCESS");
}

TEST_CASE("a completed live canary lets the promotion pass, and is over then") {
  Subject subject;
  subject.rig.post("start?plan=mini&mode=live");
  subject.rig.settle();
  for (const auto& [number, pin] : subject.host.pins) CHECK(pin.lets_pass.empty());
  subject.rig.run(92 * 60, 20, [](int) { return BothAnswers(); });
  REQUIRE(subject.rig.state() == "completed");
  CHECK(subject.rig.weight() == 1'000'001);
  REQUIRE(subject.host.pins.size() == 2);
  for (const auto& [number, pin] : subject.host.pins)
    CHECK(pin.lets_pass == std::vector<std::string>{"promote"});
  subject.host.pass_pin(subject.host.pins.begin()->first, "promote");
  CHECK(subject.rig.weight() == 0);
  CHECK(subject.rig.state() == "idle");
  CHECK(subject.host.pins.empty());
}
