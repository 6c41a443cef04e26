// A promotion on a running host, in event time: the watch after it goes on over restarts, ends
// after 48 hours, and takes back a model that fails; without room for records nothing is promoted.
#include <sys/resource.h>

#include <chrono>
#include <csignal>
#include <thread>

#include "end_to_end/artefacts.h"
#include "end_to_end/promoting_host.h"
#include "support/catch.h"

using namespace spark::test;
using Catch::Matchers::ContainsSubstring;

namespace {

constexpr int64_t hour = 60;  // minutes

const PromotingHost& prepared() {
  static const PromotingHost host;
  return host;
}

struct Subject {
  Subject() : next_ms(prepared().next_ms()) { prepared().copy_state(state()); }
  [[nodiscard]] std::filesystem::path state() const { return folder.path() / "state"; }
  [[nodiscard]] std::vector<std::string> kinds() const {
    std::vector<std::string> all;
    for (const OfPromote& each : records_of_promote(state())) all.push_back(each.kind);
    return all;
  }
  void send(const Sparkd& host, int64_t minutes) {
    auto client = host.client("executor");
    next_ms = send_minutes(client, next_ms, minutes);
  }

  TemporaryFolder folder;
  int64_t next_ms;
};

void expect_promoted(const Sparkd& host) {
  const auto reply = promote(host);
  INFO(reply.body);
  REQUIRE(reply.status == 200);
  REQUIRE(roles(host) == as_promoted);
}

void kill_host(Sparkd& host) {
  host.signal(SIGKILL);
  REQUIRE(host.wait().signal == SIGKILL);
}

void limit_files(const Sparkd& host, rlim_t bytes) {
  const rlimit limit{bytes, RLIM_INFINITY};
  REQUIRE(::prlimit(host.pid(), RLIMIT_FSIZE, &limit, nullptr) == 0);
}

}  // namespace

TEST_CASE("a watch goes on over kills and a stop, and ends 48 hours after the promotion") {
  Subject subject;
  {
    Sparkd host({}, prepared().config(), subject.state());
    REQUIRE(host.prints("is confirmed"));
    subject.send(host, 2);  // with the second one timers are called
    expect_promoted(host);
    subject.send(host, 12 * hour);
    kill_host(host);
  }
  {
    Sparkd host({}, prepared().config(), subject.state());
    REQUIRE(host.prints("is confirmed"));
    CHECK(roles(host) == as_promoted);
    subject.send(host, 12 * hour);
    CHECK_THAT(promote(host).body, ContainsSubstring("is still being watched"));
    host.signal(SIGTERM);
    REQUIRE(host.wait().exit_code == 0);
  }
  Sparkd host({}, prepared().config(), subject.state());
  REQUIRE(host.prints("is confirmed"));
  subject.send(host, 24 * hour - 20);
  CHECK_THAT(promote(host).body, ContainsSubstring("is still being watched"));
  subject.send(host, 30);
  CHECK(roles(host) == as_promoted);
  CHECK(subject.kinds() == std::vector<std::string>{"decision", "promotion", "kept"});
  CHECK(flaws_of(subject.state()) == "");
}

TEST_CASE("a model that fails after a restart in its watch is taken back by itself") {
  Subject subject;
  {
    Sparkd host({}, prepared().config(), subject.state());
    REQUIRE(host.prints("is confirmed"));
    subject.send(host, 2);  // with the second one timers are called
    expect_promoted(host);
    subject.send(host, 20 * hour);
    kill_host(host);
  }
  Sparkd host({}, prepared().config(), subject.state());
  REQUIRE(host.prints("is confirmed"));
  subject.send(host, 10);
  CHECK(roles(host) == as_promoted);
  let_candidate_fail(host, 0.5);
  // At one request a minute the last 100 are judged.
  subject.send(host, 60);
  CHECK(roles(host) == as_prepared);
  const auto records = records_of_promote(subject.state());
  REQUIRE(records.size() == 3);
  CHECK(records[2].kind == "rollback");
  CHECK(records[2].record.at("caller").as_string() == "watch");
  CHECK(flaws_of(subject.state()) == "");
}

TEST_CASE("a model that fails where the one before it does not is taken back below every limit") {
  Subject subject;
  Sparkd host({}, prepared().config(), subject.state());
  REQUIRE(host.prints("is confirmed"));
  subject.send(host, 2);
  expect_promoted(host);
  let_candidate_fail(host, 1.0 / 80);  // never more than 2 of 100
  for (int i = 0; i < 44 && roles(host) == as_promoted; ++i) subject.send(host, hour);
  CHECK(roles(host) == as_prepared);
  const auto records = records_of_promote(subject.state());
  REQUIRE(records.size() == 3);
  CHECK(records[2].kind == "rollback");
  CHECK_THAT(std::string(records[2].record.at("reason").as_string()),
             ContainsSubstring("errs more often than the model that was production"));
}

TEST_CASE("a model past its term is an alert, and a gate that is NO_GO") {
  const TemporaryFolder folder;
  const auto artefact = make_artefact(folder.path(), 7);
  write_file(artefact / "training_manifest.json", R"({"expires": "2026-01-31"})");
  sign_artefact(artefact);
  const Sparkd host({"models.candidate={plugin: ml-model, artefact: " + artefact.string() + "}"});
  const Ended facts =
      run({binary("sparkctl").string(), "facts", "--state-dir", host.state_dir().string()});
  INFO(facts.output);
  CHECK(facts.exit_code == 0);
  CHECK_THAT(facts.output, ContainsSubstring("ml-model.term_days_left"));
  while (host.metric(R"(spark_alert_state{alert="model-expired",severity="warning"})") != 2)
    std::this_thread::sleep_for(std::chrono::milliseconds(20));
  const auto gates = boost::json::serialize(host.json("executor", "GET", "/promote/gates"));
  CHECK_THAT(gates, ContainsSubstring("the model expired"));
}

TEST_CASE("without room for a record a promotion is refused, and answers go on") {
  Subject subject;
  const Sparkd host({}, prepared().config(), subject.state());
  REQUIRE(host.prints("is confirmed"));
  subject.send(host, 2);
  limit_files(host, 1);
  const auto refused = promote(host);
  INFO(refused.body);
  CHECK(refused.status == 503);
  CHECK(roles(host) == as_prepared);
  subject.send(host, 5);
  CHECK_THAT(host.text("executor", "/health"), ContainsSubstring("actions cannot be recorded"));
  while (host.metric(R"(spark_alert_value{alert="recorder-failed"})") != 1)
    std::this_thread::sleep_for(std::chrono::milliseconds(20));
  limit_files(host, RLIM_INFINITY);
  subject.send(host, 1);
  expect_promoted(host);
  CHECK(flaws_of_chain(subject.state()) == "");  // files are still being written
}
