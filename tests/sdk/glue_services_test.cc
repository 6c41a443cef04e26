// What the glue makes of a plugin class that keeps values, has timers and posts jobs.
#include <string>

#include "spark/clock.h"
#include "spark/durable.h"
#include "spark/facts.h"
#include "spark/job.h"
#include "spark/metrics.h"
#include "spark/plugin.h"
#include "spark/testing/rig.h"
#include "spark/timer.h"
#include "support/catch.h"

using namespace spark::testing;
using Catch::Matchers::ContainsSubstring;

namespace {

std::string told;

void tell(const std::string& text) {
  told += text + ";";
}
std::string fresh() {
  return std::exchange(told, "");
}

class Worker : public spark::Plugin {
 public:
  static constexpr const char* summary = "Uses the services of an acting object";
  Worker(spark::Host host, const spark::Config&) : durable_(host), timers_(host), jobs_(host) {}

  void act() {
    tell("found " + durable_.get("count", "worker/1").value_or("nothing"));
    timers_.every<&Worker::tick>(*this, "tick", 500);
    timers_.at<&Worker::report>(*this, "report", {.weekday = 7, .hour = 23, .minute = 59});
  }
  void rest() { timers_.cancel("tick"); }

  void tick(uint32_t missed) {
    tell("tick " + std::to_string(missed));
    durable_.put<&Worker::kept>(*this, "count", "worker/1", std::string_view("1\0002", 3));
    jobs_.post<&Worker::work, &Worker::worked>(*this, "work");
  }
  void report(int64_t due_utc_ms, uint32_t missed) {
    tell("report " + std::to_string(due_utc_ms) + " " + std::to_string(missed));
    durable_.erase("count", "worker/1");
  }
  void kept(int32_t code, std::string_view text) {
    tell("kept " + std::to_string(code) + " " + std::string(text));
  }
  void work(spark::Job job) {
    if (job.is_cancelled()) throw spark::Error("it was cancelled");
    tell("work");
  }
  void worked(int32_t code, std::string_view text) {
    tell("worked " + std::to_string(code) + " " + std::string(text));
  }

 private:
  spark::Durable durable_;
  spark::Timers timers_;
  spark::Jobs jobs_;
};

constexpr spark_entry_v1 worker_entry = spark::glue::entry<Worker>("worker", "1.0.0");

}  // namespace

TEST_CASE("a value that is put comes back as it was, and how it reached the disk is told once") {
  fresh();
  FakeHost host;
  PluginRig worker(host, worker_entry);
  worker.act();
  CHECK(fresh() == "found nothing;");
  host.fire("tick");
  CHECK(host.durable.at("count worker/1") == std::string("1\0002", 3));
  CHECK(fresh() == "tick 0;");
  host.end_puts("no room");
  CHECK(fresh() == "kept 1 no room;");
  host.end_puts();
  CHECK(fresh().empty());
  worker.act();
  CHECK(fresh() == std::string("found 1\0002;", 10));
  host.fire("report", 3, 86'340'000);
  CHECK(fresh() == "report 86340000 3;");
  CHECK(host.durable.empty());
}

TEST_CASE("timers are made as they are asked for, and cancelled by name") {
  fresh();
  FakeHost host;
  PluginRig worker(host, worker_entry);
  worker.act();
  CHECK(host.timers.at("tick").period_ms == 500);
  const spark_timer_rule& rule = host.timers.at("report").rule;
  CHECK(rule.weekday == 7);
  CHECK(rule.hour == 23);
  CHECK(rule.minute == 59);
  worker.rest();
  CHECK_FALSE(host.timers.contains("tick"));
  CHECK(host.timers.contains("report"));
}

TEST_CASE("a job's work runs once, and what it throws is its result") {
  fresh();
  FakeHost host;
  PluginRig worker(host, worker_entry);
  worker.act();
  host.fire("tick");
  fresh();
  host.run_jobs();
  CHECK(fresh() == "work;worked 0 ;");
  host.fire("tick");
  host.jobs_are_cancelled = true;
  fresh();
  host.run_jobs();
  CHECK(fresh() == "worked 1 it was cancelled;");
}

TEST_CASE("a refusal of the host is an exception with its code") {
  FakeHost host;
  host.acts = false;
  PluginRig worker(host, worker_entry);
  try {
    worker.act();
    FAIL("it was not refused");
  } catch (const Refusal& refused) {
    CHECK(refused.code == SPARK_E_NOT_ACTING);
    CHECK_THAT(refused.what(), ContainsSubstring("does not act"));
  }
}

TEST_CASE("a fact is published, read by its name and subject, listed, and taken back") {
  FakeHost host;
  host.utc_ms = 77;
  const spark::Facts facts{spark::Host(host.raw())};
  const spark::Subject candidate = {.model = "candidate"};
  CHECK_FALSE(facts.read("psi.overall", candidate));
  facts.publish({.name = "psi.overall", .subject = candidate, .value = 0.04});
  CHECK_FALSE(facts.read("psi.overall"));
  const auto found = facts.read("psi.overall", candidate);
  REQUIRE(found);
  CHECK(found->value == 0.04);
  CHECK(found->subject.model == "candidate");
  CHECK(found->at_utc_ms == 77);
  CHECK(facts.list("psi.").size() == 1);
  CHECK(facts.list("x").empty());
  facts.withdraw("psi.overall", candidate);
  CHECK(host.facts.empty());
  host.acts = false;
  CHECK_THROWS_AS(facts.publish({.name = "psi.overall"}), spark::Error);
}

TEST_CASE("series are rendered as text by their prefix") {
  FakeHost host;
  const spark::Metrics metrics{spark::Host(host.raw())};
  metrics.counter({.name = "worker_a_total", .help = "Helps"}).add(2);
  metrics.gauge({.name = "other", .help = "Helps"}).set(1);
  CHECK(metrics.render("worker_") == "worker_a_total 2.000000\n");
  CHECK(metrics.render("none").empty());
}

TEST_CASE("event time is the host's, and UTC where no event clock drives") {
  FakeHost host;
  host.utc_ms = 5;
  const spark::Clock clock{spark::Host(host.raw())};
  CHECK(clock.event_ms() == 5);
  host.event_ms = 3;
  CHECK(clock.event_ms() == 3);
  CHECK(clock.utc_ms() == 5);
}
