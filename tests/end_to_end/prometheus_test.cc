// A real Prometheus scrapes the real host: every expression of panels and rules has an answer.
#include <atomic>
#include <cstdio>
#include <cstdlib>
#include <iostream>
#include <set>
#include <thread>

#include "end_to_end/artefacts.h"
#include "end_to_end/changes.h"
#include "end_to_end/prometheus.h"
#include "end_to_end/second_lineage.h"
#include "end_to_end/watched_drift.h"
#include "support/case_count.h"
#include "support/catch.h"

using namespace spark::test;
namespace json = boost::json;

namespace {

int64_t present_minute() {
  return std::chrono::duration_cast<std::chrono::minutes>(
             std::chrono::system_clock::now().time_since_epoch())
      .count();
}

std::string cut(const std::string& text, size_t width) {
  return text.size() <= width ? text + std::string(width - text.size(), ' ')
                              : text.substr(0, width - 3) + "...";
}

// Four digits say enough for a table.
std::string short_number(const std::string& text) {
  char out[32];
  std::snprintf(out, sizeof out, "%.4g", std::strtod(text.c_str(), nullptr));
  return out;
}

std::string line(const std::string& what, const std::string& expression,
                 const Prometheus::Answer& answer) {
  return cut(what, 36) + "  " + cut(expression, 88) + "  " +
         cut(std::to_string(answer.values.size()), 6) + "  " +
         (answer.values.empty() ? "-" : short_number(answer.values.back())) + "\n";
}

}  // namespace

TEST_CASE("every expression of the dashboard and of the rules is answered by a live Prometheus") {
  const auto tools = prometheus_tools();
  if (!tools) return;
  const TemporaryFolder folder;
  auto sets = drift_sets(artefact_with_reference(folder.path()), ", look_every: 1s");
  sets.emplace_back("plugins.promote={}");
  const Sparkd host(sets);
  auto client = host.client("executor");
  // A week, so that there is a PSI of seven days.
  const size_t week = 7 * 1'440 + 60;
  const auto minutes = made_minutes(present_minute() - static_cast<int64_t>(week), week);
  write_monitoring(folder.path(), host, true);
  const Prometheus prometheus(*tools, folder.path());
  std::atomic<bool> is_over = false;
  std::thread load([&] {
    send_minutes(client, minutes);
    while (!is_over) {
      send_minutes(client, {minutes.end() - 1, minutes.end()});
      std::this_thread::sleep_for(std::chrono::milliseconds(5));
    }
  });

  std::string missing = "all";
  std::string table;
  const auto panels = panel_expressions("10s");
  const auto deadline = std::chrono::steady_clock::now() + std::chrono::seconds(120);
  while (!missing.empty() && std::chrono::steady_clock::now() < deadline) {
    std::this_thread::sleep_for(std::chrono::milliseconds(200));
    missing.clear();
    table.clear();
    for (const auto& [panel, expression] : panels) {
      const auto answer = prometheus.query(expression);
      if (!answer.error.empty() || answer.values.empty())
        missing += panel + ": " + expression + ": " + answer.error + "\n";
      table += line(panel, expression, answer);
    }
  }
  size_t rules = 0;
  const json::value said = prometheus.get("/api/v1/rules");
  for (const json::value& group : said.at("data").at("groups").as_array()) {
    for (const json::value& rule : group.at("rules").as_array()) {
      const std::string name(rule.at("name").as_string());
      const std::string expression(rule.at("query").as_string());
      const auto answer = prometheus.query(expression);
      INFO(name);
      CHECK(answer.error.empty());
      CHECK(rule.at("health").as_string() == "ok");
      table += line(name, expression, answer);
      ++rules;
    }
  }
  is_over = true;
  load.join();
  table.insert(0, cut("panel or rule", 36) + "  " + cut("expression", 88) + "  series  last\n");
  std::cout << table;
  report_figures("monitoring", table);
  CHECK(missing.empty());
  CHECK(rules == 42);
  // The two jobs have no series in common.
  const auto doubled = prometheus.query(R"(count({__name__=~"ml_.*",job="executor"}))");
  CHECK(doubled.values.empty());
}

TEST_CASE("a live Prometheus takes OpenMetrics, and has the requests behind a histogram") {
  const auto tools = prometheus_tools();
  if (!tools) return;
  const TemporaryFolder folder;
  const Sparkd host;
  write_monitoring(folder.path(), host, true);
  const Prometheus prometheus(*tools, folder.path());
  constexpr const char* trace = "4bf92f3577b34da6a3ce929d0e0e4736";
  spark::tool::ClientOptions options;
  options.headers = {{"X-Request-Id", "req-1"},
                     {"traceparent", std::string("00-") + trace + "-00f067aa0ba902b7-01"}};
  spark::tool::Client client(spark::tool::parse_url(host.url("executor")).value(), options);
  const std::string path =
      "/api/v1/query_exemplars?query=spark_request_duration_seconds_bucket&start=0&end=4000000000";
  json::array found;
  const auto deadline = std::chrono::steady_clock::now() + std::chrono::seconds(60);
  while (found.empty() && std::chrono::steady_clock::now() < deadline) {
    REQUIRE(client.call("POST", "/predict-with-shadow", snapshot_body).value().status == 200);
    std::this_thread::sleep_for(std::chrono::milliseconds(200));
    found = prometheus.get(path).at("data").as_array();
  }
  REQUIRE(!found.empty());
  CHECK(text_of(found[0].at("seriesLabels").at("pipeline")) == "predict-with-shadow");
  const json::value& labels = found[0].at("exemplars").at(0).at("labels");
  CHECK(text_of(labels.at("request_id")) == "req-1");
  CHECK(text_of(labels.at("trace_id")) == trace);
  // Both formats are one series to it, with what the other tests ask.
  CHECK(!prometheus.query("spark_requests_total").values.empty());
  CHECK(prometheus.query("count(up == 0)").values.empty());
  const json::value targets = prometheus.get("/api/v1/targets");
  for (const json::value& each : targets.at("data").at("activeTargets").as_array())
    CHECK(text_of(each.at("lastError")) == "");
}

TEST_CASE("promtool objects to the kept names of latencies in milliseconds alone") {
  const auto tools = prometheus_tools();
  if (!tools) return;
  const TemporaryFolder folder;
  const SecondLineage second;
  const Sparkd host({}, second.file());
  host.json("executor", "POST", "/predict-with-shadow", snapshot_body);
  swap_candidate(host, make_artefact(folder.path(), 1));
  for (const auto& [listener, path] :
       {std::pair{"executor", "/metrics"}, std::pair{"ml-engine", "/ml/metrics"}}) {
    write_file(folder.path() / "page", host.text(listener, path));
    const Ended ended = run({"/bin/sh", "-c", "\"$1\" check metrics < \"$0\" | sort",
                             (folder.path() / "page").string(), (*tools / "promtool").string()});
    CHECK(ended.output ==
          "ml_baseline_latency_ms metric names should not contain abbreviated units\n"
          "ml_lineage_baseline_latency_ms metric names should not contain abbreviated units\n"
          "ml_lineage_predict_latency_ms metric names should not contain abbreviated units\n"
          "ml_lineage_shadow_latency_ms metric names should not contain abbreviated units\n"
          "ml_predict_latency_ms metric names should not contain abbreviated units\n"
          "ml_shadow_latency_ms metric names should not contain abbreviated units\n");
  }
}
