// The host's facts about itself and the alerts over facts: they meet swaps, reloads and restarts.
#include <csignal>
#include <functional>
#include <thread>

#include "end_to_end/artefacts.h"
#include "end_to_end/changes.h"
#include "support/catch.h"

using namespace spark::test;
namespace json = boost::json;

namespace {

// The host looks every 5 s.
void wait_until(const std::function<bool()>& holds) {
  while (!holds()) std::this_thread::sleep_for(std::chrono::milliseconds(50));
}

json::value named(const Sparkd& host, const char* what, const std::string& name) {
  const auto all = host.json("admin", "GET", std::string("/admin/v1/") + what);
  for (const auto& each : all.at(what).as_array())
    if (each.at("name").as_string() == name) return each;
  return nullptr;
}

std::string state_of(const Sparkd& host, const std::string& alert) {
  const json::value found = named(host, "alerts", alert);
  return found.is_null() ? "" : text_of(found.at("state"));
}

void predict(const Sparkd& host, int times) {
  for (int i = 0; i < times; ++i)
    host.json("executor", "POST", "/predict-with-shadow", snapshot_body);
}

constexpr const char* requests = "host.predict-with-shadow.requests.5min";

}  // namespace

TEST_CASE("the shipped row about a common cause finds what the idle canary says") {
  const Sparkd host;
  wait_until([&] { return !named(host, "facts", "canary.common_cause").is_null(); });
  wait_until([&] { return state_of(host, "canary-common-cause") == "inactive"; });
  const auto row = named(host, "alerts", "canary-common-cause");
  CHECK(row.at("value").to_number<double>() == 0);
}

TEST_CASE("the host publishes what it counted, over a swap and anew after a restart") {
  const TemporaryFolder folder;
  const auto state = folder.path() / "state";
  std::string since;
  {
    const Sparkd host({}, {}, state);
    wait_until([&] { return !named(host, "facts", requests).is_null(); });
    since = text_of(named(host, "facts", requests).at("from"));
    predict(host, 7);
    wait_until([&] { return named(host, "facts", requests).at("value").to_number<double>() == 7; });
    swap_candidate(host, make_artefact(folder.path(), 2));
    predict(host, 2);
    wait_until([&] { return named(host, "facts", requests).at("value").to_number<double>() == 9; });
    const auto fact = named(host, "facts", requests);
    CHECK(text_of(fact.at("from")) == since);
    CHECK(fact.at("samples").to_number<double>() == 9);
    const auto p95 = named(host, "facts", "host.predict-with-shadow.p95_ms.24h");
    REQUIRE_FALSE(p95.is_null());
    CHECK(p95.at("value").to_number<double>() > 0);
    CHECK(p95.at("samples").to_number<double>() == 9);
    // Of a pipeline that nobody asked there is no quantile.
    CHECK(named(host, "facts", "host.ml-predict.p95_ms.5min").is_null());
    CHECK(named(host, "facts", "host.disk.free_bytes").at("value").to_number<double>() > 0);
    CHECK(named(host, "facts", "host.predict-with-shadow.candidate.failures.5min")
              .at("value")
              .to_number<double>() == 0);
  }
  const Sparkd host({}, {}, state);
  wait_until([&] { return !named(host, "facts", requests).is_null(); });
  CHECK(named(host, "facts", requests).at("value").to_number<double>() == 0);
  CHECK(text_of(named(host, "facts", requests).at("from")) > since);
}

TEST_CASE("the shipped alerts about a candidate fire in the host itself, without a Prometheus") {
  std::vector<std::string> sets = {"plugins.faulty={library: " + museum("faulty").string() + "}",
                                   "models.candidate={plugin: faulty, with: {features: [rsi_14]}}"};
  for (const char* alert : {"model-errors", "shadow-errors", "shadow-disabled"})
    sets.push_back(std::string("alerts.") + alert + ".for=0s");
  const Sparkd host(sets);
  // Below a hundred pairs nothing is known, and without a canary its rows are silent.
  predict(host, 99);
  wait_until([&] { return state_of(host, "shadow-disabled") == "inactive"; });
  CHECK(state_of(host, "model-errors") == "absent");
  CHECK(state_of(host, "canary-model-errors") == "inactive");
  predict(host, 20);
  wait_until([&] { return state_of(host, "model-errors") == "inactive"; });
  host.json("admin", "POST", "/x/faulty/fault?kind=error", "{}");
  predict(host, 100);
  wait_until([&] { return state_of(host, "model-errors") == "firing"; });
  wait_until([&] { return state_of(host, "shadow-errors") == "firing"; });
  CHECK(state_of(host, "predict-p95-slo") == "inactive");
  CHECK(state_of(host, "canary-model-errors") == "inactive");
  host.json("executor", "POST", "/shadow/disable", "{}");
  wait_until([&] { return state_of(host, "shadow-disabled") == "firing"; });
  const auto row = named(host, "alerts", "model-errors");
  CHECK(row.at("value").to_number<double>() > 0.01);
}

TEST_CASE("an alert fires, is on the chain, follows the configuration and outlives a kill") {
  const TemporaryFolder folder;
  const auto state = folder.path() / "state";
  const std::vector<std::string> keeping = {
      "plugins.keeping={library: " + museum("keeping").string() +
          ", with: {bell: " + (folder.path() / "bell").string() + "}}",
      "alerts.counts={fact: keeping.count, comparison: above, threshold: 3, severity: critical, "
      "summary: it counts}",
  };
  std::string since;
  {
    const Configuration configuration;
    Sparkd host(keeping, configuration.file(), state);
    wait_until([&] { return state_of(host, "counts") == "firing"; });
    const auto alert = named(host, "alerts", "counts");
    CHECK(text_of(alert.at("condition")) == "keeping.count above 3");
    since = text_of(alert.at("since"));
    CHECK(host.metric("spark_alert_state{alert=\"counts\",severity=\"critical\"}") == 2);
    CHECK(named(host, "facts", "alert.counts").at("value").to_number<double>() == 2);
    const auto listed =
        run({binary("sparkctl").string(), "--wide", "--state-dir", state.string(), "alerts"});
    CHECK(listed.exit_code == 0);
    CHECK(listed.output.find("counts") != std::string::npos);
    CHECK(listed.output.find("it counts") != std::string::npos);
    // Another row comes; this one stays as it is.
    configuration.replace("alerts:\n",
                          "alerts:\n"
                          "  lost: {fact: keeping.nothing, comparison: above, threshold: 1}\n");
    const auto answer = post_admin(host, "/admin/v1/reload");
    CHECK(change_of(answer, "alert", "lost") != nullptr);
    CHECK(answer.at("changes").as_array().size() == 1);
    wait_until([&] { return state_of(host, "lost") == "absent"; });
    CHECK(text_of(named(host, "alerts", "counts").at("since")) == since);
    host.signal(SIGKILL);
    CHECK(host.wait().signal == SIGKILL);
  }
  // A plugin that does not publish the fact: no data is no pass.
  const std::string without_fact = "plugins.keeping={library: " + museum("living").string() +
                                   ", with: {journal: " + (folder.path() / "journal").string() +
                                   "}}";
  const Sparkd host({without_fact, keeping[1]}, {}, state);
  wait_until([&] { return state_of(host, "counts") == "firing"; });
  CHECK(text_of(named(host, "alerts", "counts").at("since")) == since);
  CHECK(named(host, "alerts", "counts").at("value").is_null());
  const auto records = run(
      {binary("sparkctl").string(), "--json", "--state-dir", state.string(), "evidence", "list"});
  CHECK(records.exit_code == 0);
  size_t alerts = 0;
  for (size_t at = 0; (at = records.output.find("keeping.count above 3", at)) != std::string::npos;
       ++at)
    ++alerts;
  CHECK(alerts == 1);
}
