// The plugin as a host loads it: from requests to flags, records and files.
#include <set>

#include "canary_rig.h"
#include "support/catch.h"

using namespace spark::test;

namespace {

BothAnswers fine(int) {
  return {};
}

BothAnswers failing(int request) {
  BothAnswers one;
  if (request % 5 == 0) one.candidate_status = SPARK_STATUS_ERROR;
  return one;
}

struct Subject {
  Subject() : Subject(std::function<void(Settings&)>()) {}
  explicit Subject(const std::function<void(Settings&)>& more) : rig(host, more) { rig.act(); }

  void start(const std::string& mode) {
    rig.run(2, 20, fine);
    const auto reply = rig.post("start?plan=full&mode=" + mode);
    INFO(reply.json);
    REQUIRE(reply.status == 200);
  }
  [[nodiscard]] bool has_file(const std::string& prefix) const {
    for (const auto& record : host.records)
      if (record.path.find(prefix) == 0) return true;
    return false;
  }

  FakeHost host;
  ToldPair told{host};
  CanaryRig rig;
};

}  // namespace

TEST_CASE("an idle canary answers nothing and says so") {
  Subject subject;
  CHECK_FALSE(subject.rig.ask({}));
  CHECK(subject.rig.state() == "idle");
  CHECK(subject.host.value("ml_canary_state{state=\"idle\"}") == 1);
  const auto reply = subject.rig.post("abort", "");
  CHECK(reply.status == 200);
  CHECK(reply.json.find("nothing to end") != std::string::npos);
}

TEST_CASE("observe-only counts its share, and never returns the candidate") {
  Subject subject;
  subject.start("observe-only");
  CHECK(subject.rig.weight() == 1);
  CHECK_FALSE(subject.rig.was_selected());
  subject.rig.settle();
  size_t selected = 0;
  for (int i = 0; i < 4'000; ++i) {
    CHECK_FALSE(subject.rig.ask({}));
    selected += subject.rig.was_selected() ? 1 : 0;
  }
  CHECK(selected > 140);
  CHECK(selected < 260);
  CHECK(subject.host.value("ml_canary_weight") == 0);
  CHECK(subject.host.value("ml_canary_split") == 0.05);
}

TEST_CASE("live answers a share by key, and a larger one keeps the smaller one's keys") {
  Subject subject;
  subject.start("live");
  CHECK_FALSE(subject.rig.ask({}));  // not before it is on record
  subject.rig.settle();
  CHECK(subject.rig.weight() == 50'001);
  std::vector<std::string> keys;
  for (int i = 0; i < 2'000; ++i) keys.push_back("user-" + std::to_string(i));
  const auto answered = [&] {
    std::set<std::string> found;
    for (const std::string& key : keys)
      if (subject.rig.ask({.candidate = 0.6, .key = key.c_str()})) found.insert(key);
    return found;
  };
  const auto small = answered();
  CHECK(small == answered());
  REQUIRE(small.size() > 60);
  CHECK(small.size() < 150);
  subject.host.flags.at("weight").value = 250'001;
  const auto large = answered();
  CHECK(large.size() > 430);
  CHECK(std::includes(large.begin(), large.end(), small.begin(), small.end()));
  CHECK_FALSE(subject.rig.ask({.key = small.begin()->c_str(), .flags = SPARK_FRAME_SYNTHETIC}));
  CHECK_FALSE(
      subject.rig.ask({.candidate_status = SPARK_STATUS_ERROR, .key = small.begin()->c_str()}));
}

TEST_CASE("a failing candidate is aborted by itself within seconds, and the evidence is there") {
  Subject subject;
  subject.start("live");
  subject.rig.run(30, 100, failing);
  CHECK(subject.rig.state() == "aborted");
  CHECK(subject.rig.weight() == 0);
  CHECK(subject.host.flags.at("canary.weight").is_latched);
  CHECK(subject.has_file("rollback_log.txt"));
  CHECK(subject.has_file("rollback_metrics_"));
  CHECK(subject.has_file("canary_run_"));
  CHECK(subject.host.pins.empty());
  CHECK_FALSE(subject.rig.ask({}));
}

TEST_CASE("a healthy canary goes through its phases") {
  Subject subject;
  subject.start("observe-only");
  subject.rig.run(35 * 60, 20, fine);
  CHECK(subject.host.value("ml_canary_phase") == 2);
  CHECK(subject.host.value("ml_canary_split") == 0.1);
  CHECK(subject.host.pins.size() == 2);
}

TEST_CASE("a stalled disk opens nothing and closes at once") {
  Subject subject;
  subject.start("live");
  for (int i = 0; i < 10; ++i) subject.host.advance(500);
  CHECK(subject.rig.weight() == 1);
  CHECK(subject.rig.post("abort", "").status == 200);
  CHECK(subject.rig.weight() == 0);
  CHECK(subject.rig.state() == "aborting");
  subject.rig.settle();
  CHECK(subject.rig.state() == "aborted");
  CHECK(subject.rig.weight() == 0);
}

TEST_CASE("a disk that refuses holds the canary") {
  Subject subject;
  subject.start("live");
  subject.host.end_records("no space");
  CHECK(subject.rig.state() == "held");
  CHECK(subject.rig.weight() == 1);
  subject.host.advance(500);
  subject.rig.settle();
  CHECK(subject.rig.state() == "running");
  CHECK(subject.rig.weight() == 50'001);
}

TEST_CASE("a pause closes the share until somebody resumes") {
  Subject subject;
  subject.start("live");
  subject.rig.settle();
  CHECK(subject.rig.post("pause", "").status == 200);
  CHECK(subject.rig.weight() == 0);
  subject.host.advance(2'000);
  subject.rig.settle();
  CHECK(subject.rig.state() == "paused");
  CHECK(subject.rig.post("resume").status == 200);
  subject.rig.settle();
  CHECK(subject.rig.state() == "running");
  CHECK(subject.rig.weight() == 50'001);
}

TEST_CASE("an emergency stop that the plugin was not told of is an abort") {
  Subject subject;
  subject.start("live");
  subject.rig.settle();
  subject.host.flags.at("weight") = {0, 0, true};
  CHECK_FALSE(subject.rig.ask({}));
  subject.host.advance(1'000);
  subject.rig.settle();
  CHECK(subject.rig.state() == "aborted");
}

TEST_CASE("a forced change of a model aborts first") {
  Subject subject;
  subject.start("live");
  subject.rig.settle();
  REQUIRE(subject.host.pins.size() == 2);
  subject.host.break_pin(subject.host.pins.begin()->first);
  CHECK(subject.rig.weight() == 0);
  CHECK(subject.rig.state() == "aborting");
}

TEST_CASE("an alert that begins to fire aborts, and one that fires refuses a start") {
  Subject subject([](Settings& with) { with.list("alerts", {"predict-errors"}); });
  subject.start("observe-only");
  subject.rig.settle();
  subject.host.facts["alert.predict-errors   "] = 2;
  subject.host.advance(500);
  subject.rig.settle();
  CHECK(subject.rig.state() == "aborted");
  const auto reply = subject.rig.post("start");
  CHECK(reply.status == 409);
  CHECK(reply.json.find("predict-errors fires") != std::string::npos);
}

TEST_CASE("live refuses models of two targets, and one key for all") {
  FakeHost host;
  const ToldPair told(host, "down-move");
  CanaryRig rig(host);
  rig.act();
  rig.run(2, 20, fine);
  CHECK(rig.post("start?mode=live").status == 409);
  CHECK(rig.post("start?mode=observe-only").status == 200);

  Subject subject;
  for (int i = 0; i < 40; ++i) subject.rig.ask({.key = "same"});
  CHECK(subject.rig.post("start?mode=live").json.find("keys that differ") != std::string::npos);
}

TEST_CASE("few keys and an uneven split are told of") {
  Subject subject;
  subject.rig.run(2, 20, [](int request) {
    BothAnswers one;
    one.key = request % 2 == 0 ? "even" : "odd";
    return one;
  });
  subject.rig.post("start?mode=live");
  subject.rig.run(30, 100, [](int request) {
    BothAnswers one;
    one.key = request % 2 == 0 ? "even" : "odd";
    return one;
  });
  const auto status = subject.host.call("GET", "/canary/status").json;
  CHECK(status.find("only 2 different keys") != std::string::npos);
  CHECK(status.find("the achieved split differs") != std::string::npos);
}

TEST_CASE("every verb but the safe ones refuses another lineage, with the one that there is") {
  Subject subject;
  for (const char* verb : {"preflight", "dry-run", "start", "resume"}) {
    INFO(verb);
    const auto reply = subject.rig.post(std::string(verb) + "?lineage=other");
    CHECK(reply.status == 404);
    CHECK(reply.json.find("the canary is of ''") != std::string::npos);
  }
  CHECK(subject.rig.post("abort?lineage=other").status == 200);
}

TEST_CASE("a plan or a mode that is none is refused with what there is") {
  Subject subject;
  CHECK(subject.rig.post("start?plan=long").json ==
        R"({"error":"plan: expected one of full, mini"})");
  CHECK(subject.rig.post("start?mode=all").status == 400);
  CHECK(subject.rig.post("resume").status == 409);
}

TEST_CASE("preflight and dry run without data pass nothing, and with data they do") {
  Subject subject;
  const auto empty = subject.rig.post("preflight");
  CHECK(empty.json.find(R"("pass":false)") != std::string::npos);
  CHECK(subject.rig.state() == "idle");
  CHECK(subject.host.value("ml_canary_state{state=\"failed\"}") == 0);
  CHECK(subject.host.call("GET", "/canary/status")
            .json.find(R"("passed":false,"reason":"fewer than 100 pairs in 24 h")") !=
        std::string::npos);
  CHECK(subject.rig.post("dry-run").json.find("inconclusive") != std::string::npos);
  CHECK(subject.rig.post("dry-run?lineage=other").status == 404);
  subject.rig.run(20, 20, fine);
  CHECK(subject.rig.post("preflight").json.find(R"("pass":true)") != std::string::npos);
  CHECK(subject.rig.post("dry-run").json.find(R"("final_status":"SUCCESS")") != std::string::npos);
  subject.rig.settle();
  CHECK(subject.has_file("canary_preflight.json"));
  CHECK(subject.has_file("canary_preflight_metrics.txt"));
  CHECK(subject.has_file("canary_dryrun_observe.json"));
}

TEST_CASE("what waits for features, was not asked, or was the client's fault is no pair") {
  Subject subject;
  subject.rig.ask({.candidate_status = SPARK_STATUS_NOT_READY});
  subject.rig.ask({.candidate_status = SPARK_STATUS_SKIPPED});
  subject.rig.ask({.code = 400});
  subject.rig.ask({.flags = SPARK_FRAME_SYNTHETIC});
  subject.host.advance(2'000);
  const auto reply = subject.rig.post("preflight");
  CHECK(reply.json.find(R"("total_requests":0)") != std::string::npos);
}
