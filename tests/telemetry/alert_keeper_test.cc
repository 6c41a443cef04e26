// Alerts on the chain, on the disk, as facts and as series.
#include "telemetry/alert_keeper.h"

#include "support/catch.h"
#include "support/manual_queue.h"

using namespace spark;
using namespace spark::telemetry;
using Catch::Matchers::ContainsSubstring;

namespace {

config::Alert row(const std::string& name, double threshold, const std::string& severity) {
  config::Alert row;
  row.name = name;
  row.fact = "drift.psi";
  row.threshold = threshold;
  row.severity = severity;
  row.summary = "it drifts";
  return row;
}

struct Rig {
  explicit Rig(const std::map<std::string, std::string>& kept = {}) {
    durable.use(kept, [this](std::span<const store::State::Change> changes) {
      for (const auto& change : changes) disk[change.key] = change.value.value_or("");
      return base::Result<void>();
    });
    keeper.open();
  }
  void look(double value, const std::vector<config::Alert>& rows) {
    REQUIRE(facts.publish(nullptr, {"drift.psi", {}, "", value, 0, 0, 0, now_utc_ms}));
    look(rows);
  }
  void look(const std::vector<config::Alert>& rows) {
    keeper.evaluate(rows, now_utc_ms);
    writer.run_all();
    now_utc_ms += 5'000;
  }
  [[nodiscard]] std::string series() const {
    std::string text;
    registry.render(text, "spark_alert_state");
    const size_t first = text.find("\nspark_");
    return first == std::string::npos ? "" : text.substr(first + 1);
  }
  [[nodiscard]] std::string phase(size_t index) const {
    return std::string(phase_name(keeper.shown().at(index).state.phase));
  }

  test::ManualQueue writer;
  services::DurableValues durable{&writer};
  services::Facts facts;
  metrics::Registry registry{1};
  std::vector<store::Record> records;
  std::map<std::string, std::string> disk;
  AlertKeeper keeper{{facts, durable, registry,
                      [this](const store::Record& record) { records.push_back(record); }}};
  int64_t now_utc_ms = 1'795'737'600'000;
};

}  // namespace

TEST_CASE("a row about a model without a digest looks at the fact of the artefact that serves") {
  Rig rig;
  config::Alert of_model = row("drifts", 0.2, "warning");
  of_model.subject.pipeline = "predict";
  of_model.subject.model = "candidate";
  const auto publish = [&](char digest, double value) {
    REQUIRE(rig.facts.publish(nullptr, {"drift.psi",
                                        {"predict", "candidate", std::string(64, digest)},
                                        "",
                                        value,
                                        0,
                                        0,
                                        0,
                                        rig.now_utc_ms}));
  };
  rig.look({of_model});
  CHECK(rig.phase(0) == "absent");
  publish('a', 0.3);
  rig.look({of_model});
  CHECK(rig.phase(0) == "firing");
  publish('b', 0.1);  // the candidate was exchanged
  rig.look({of_model});
  CHECK(rig.phase(0) == "inactive");
  of_model.subject.sha256 = std::string(64, 'a');
  rig.look({of_model});
  CHECK(rig.phase(0) == "firing");
  of_model.subject = {"other", "candidate", ""};
  rig.look({of_model});
  CHECK(rig.phase(0) == "absent");
}

TEST_CASE("what fires and resolves is on the chain, with what it was asked and was told") {
  Rig rig;
  rig.look(0.1, {row("drifts", 0.2, "critical")});
  CHECK(rig.records.empty());
  rig.look(0.3, {row("drifts", 0.2, "critical")});
  rig.look(0.3, {row("drifts", 0.2, "critical")});
  REQUIRE(rig.records.size() == 1);
  CHECK(rig.records[0].actor == "host");
  CHECK(rig.records[0].action == "alert");
  CHECK(rig.records[0].object == "drifts");
  CHECK(rig.records[0].result == "firing");
  CHECK(rig.records[0].detail == "drift.psi above 0.2; it is 0.3; critical: it drifts");
  rig.look(0.1, {row("drifts", 0.2, "critical")});
  rig.look(0.3, {row("drifts", 0.2, "critical")});
  rig.look({});
  REQUIRE(rig.records.size() == 4);
  CHECK(rig.records[1].result == "resolved");
  CHECK(rig.records[3].result == "removed");
  CHECK(rig.records[3].detail == "drift.psi above 0.2; it is 0.3");
}

TEST_CASE("a state outlives the host, and is written when it changes only") {
  Rig first;
  auto slow = row("drifts", 0.2, "critical");
  slow.for_ms = 10'000;
  first.look(0.3, {slow});
  const auto kept = first.disk;
  REQUIRE(kept.size() == 1);
  CHECK(kept.begin()->first == "host/alerts/host.alerts/1");
  first.disk.clear();
  first.look(0.4, {slow});  // another value, the same state
  CHECK(first.disk.empty());
  Rig second(kept);
  second.now_utc_ms = first.now_utc_ms;
  second.look(0.3, {slow});
  CHECK(second.phase(0) == "firing");  // pending since before the restart
  CHECK(second.records.size() == 1);
  Rig third(second.disk);
  third.look(0.3, {slow});
  CHECK(third.phase(0) == "firing");
  CHECK(third.records.empty());  // it is on the chain already
}

TEST_CASE("states that cannot be read begin anew") {
  const std::map<std::string, std::string> damaged = {
      {"host/alerts/host.alerts/1", R"({"drifts":{"phase":"ringing"}})"}};
  Rig rig(damaged);
  rig.look(0.3, {row("drifts", 0.2, "critical")});
  CHECK(rig.phase(0) == "firing");
  CHECK(rig.records.size() == 1);
}

TEST_CASE("an alert's fact is about its row's subject, and has the severity as its unit") {
  Rig rig;
  config::Alert about = row("drifts", 0.2, "critical");
  about.subject = {"vol", "candidate", ""};
  rig.facts.publish(nullptr, {"drift.psi", {"vol", "candidate", ""}, "", 0.3, 0, 0, 0, 1});
  rig.look({about});
  CHECK_FALSE(rig.facts.read("alert.drifts", {}));
  const auto fact = rig.facts.read("alert.drifts", {"vol", "candidate", ""});
  REQUIRE(fact);
  CHECK(fact->value == 2);
  CHECK(fact->unit == "critical");
}

TEST_CASE("an alert without a subject is about the pipeline that its fact or its label names") {
  Rig rig;
  config::Alert by_fact = row("errors", 0, "critical");
  by_fact.fact = "host.vol.errors.5min";
  config::Alert by_label = row("drifts", 0.2, "warning");
  by_label.labels = {{"lineage", "vol"}};
  config::Alert of_another = row("both", 1, "info");
  of_another.fact = "alert.errors";
  rig.facts.publish(nullptr, {"host.vol.errors.5min", {}, "", 1, 0, 0, 0, rig.now_utc_ms});
  rig.look(0.3, {by_fact, by_label, of_another});
  CHECK(rig.facts.read("alert.errors", {"vol", "", ""})->value == 2);
  CHECK(rig.facts.read("alert.drifts", {"vol", "", ""})->value == 2);
  rig.look({by_fact, by_label, of_another});
  CHECK(rig.facts.read("alert.both", {})->value == 2);
}

TEST_CASE("a fact of the host's is of the pipeline that its name has") {
  CHECK(config::pipeline_of_fact("host.vol.errors.5min") == "vol");
  CHECK(config::pipeline_of_fact("host.vol.model.failures.24h") == "vol");
  CHECK(config::pipeline_of_fact("host.recorder.failed").empty());
  CHECK(config::pipeline_of_fact("host.disk.free_ratio.5min").empty());
  CHECK(config::pipeline_of_fact("quality.vol.errors.5min").empty());
  CHECK(config::pipeline_of_fact("host.a.b.failures.24h.more").empty());
}

TEST_CASE("an alert is a series and a fact, and both go with its row") {
  Rig rig;
  rig.look(0.3, {row("drifts", 0.2, "critical"), row("lost", 0.5, "info")});
  CHECK(rig.series() ==
        "spark_alert_state{alert=\"drifts\",severity=\"critical\"} 2\n"
        "spark_alert_state{alert=\"lost\",severity=\"info\"} 0\n");
  CHECK(rig.facts.read("alert.drifts", {})->value == 2);
  CHECK(rig.facts.read("alert.lost", {})->value == 0);
  rig.facts.withdraw_all(nullptr);
  rig.look({row("drifts", 0.2, "warning"), row("lost", 0.5, "info")});
  CHECK(rig.series() ==
        "spark_alert_state{alert=\"lost\",severity=\"info\"} -1\n"
        "spark_alert_state{alert=\"drifts\",severity=\"warning\"} 2\n");
  CHECK(rig.facts.read("alert.drifts", {})->value == 2);
  CHECK_FALSE(rig.facts.read("alert.lost", {}));
  rig.look({});
  CHECK(rig.series().empty());
  CHECK_FALSE(rig.facts.read("alert.drifts", {}));
  CHECK(rig.keeper.shown().empty());
}
