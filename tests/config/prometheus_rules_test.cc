// Rows of `alerts:` as rules of Prometheus, to the letter.
#include "config/prometheus_rules.h"

#include "support/catch.h"

namespace spark::config {
namespace {

Alert row_over_a_fact() {
  Alert row;
  row.name = "slow";
  row.fact = "host.predict.p95_ms.5min";
  row.threshold = 50;
  row.for_ms = 600'000;  // the host waits for it
  row.severity = "warning";
  row.summary = "Answers take long";
  row.rule = {"slow", "spark", "", "", "ms"};
  return row;
}

Alert row_with_an_expression() {
  Alert row;
  row.name = "few-match";
  row.comparison = Comparison::below;
  row.threshold = 0.95;
  row.for_ms = 90'000;
  row.severity = "critical";
  row.labels = {{"team", "a \"b\""}};
  row.summary = "Few match";
  row.runbook = "look";
  row.rule = {"FewMatch", "ml", "rate(x{a=\"b\"}[5m])\n", "up == 1", "percent"};
  return row;
}

TEST_CASE("a row with an expression is a rule with its comparison, its time and its condition") {
  const Alert rows[] = {row_over_a_fact(), row_with_an_expression()};
  CHECK(prometheus_rules(rows, "ml") ==
        R"YAML(# Written from `alerts:` of the configuration; edit those, and then:
# sparkd --config configs/executor.yaml --prometheus-rules ml > configs/prometheus/ml.yml
groups:
  - name: ml
    rules:
      - alert: FewMatch
        expr: "(rate(x{a=\"b\"}[5m])) < 0.95 and on (instance) (up == 1)"
        for: 90s
        labels:
          severity: critical
          team: "a \"b\""
        annotations:
          summary: "Few match: {{ $value | humanizePercentage }}"
          description: "look"
          runbook_url: "docs/operating.md#fewmatch"
)YAML");
}

TEST_CASE("a row over a fact alone is a question for what the host found") {
  const Alert rows[] = {row_over_a_fact(), row_with_an_expression()};
  const std::string text = prometheus_rules(rows, "spark");
  using Catch::Matchers::ContainsSubstring;
  CHECK_THAT(text, ContainsSubstring(R"YAML(expr: "spark_alert_state{alert=\"slow\"} == 2")YAML"));
  CHECK_THAT(text, ContainsSubstring("spark_alert_value{alert='slow'"));
  CHECK(text.find("for:") == std::string::npos);
  CHECK(rule_files(rows) == std::set<std::string>{"ml", "spark"});
}

TEST_CASE("times and comparisons are written as Prometheus reads them") {
  const std::pair<double, const char*> times[] = {
      {86'400'000, "for: 24h\n"}, {600'000, "for: 10m\n"}, {1'500, "for: 1500ms\n"}};
  for (const auto& [for_ms, expected] : times) {
    Alert row = row_with_an_expression();
    row.for_ms = for_ms;
    CHECK(prometheus_rules({&row, 1}, "ml").find(expected) != std::string::npos);
  }
  const std::pair<Comparison, const char*> comparisons[] = {
      {Comparison::above, ") > 1"},   {Comparison::at_least, ") >= 1"},
      {Comparison::below, ") < 1"},   {Comparison::at_most, ") <= 1"},
      {Comparison::equal, ") == 1 "}, {Comparison::not_equal, ") != 1 "}};
  for (const auto& [comparison, expected] : comparisons) {
    Alert row = row_with_an_expression();
    row.comparison = comparison;
    row.threshold = 1;
    CHECK(prometheus_rules({&row, 1}, "ml").find(expected) != std::string::npos);
  }
}

}  // namespace
}  // namespace spark::config
