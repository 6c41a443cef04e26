// The files that operators load: rules as they are generated, and their tests by promtool.
#include <algorithm>
#include <cctype>
#include <set>
#include <sstream>

#include "end_to_end/artefacts.h"
#include "end_to_end/prometheus.h"
#include "support/case_count.h"
#include "support/catch.h"

using namespace spark::test;
using Catch::Matchers::ContainsSubstring;

namespace {

const std::vector<std::string> rule_files = {"ml", "ml-canary", "spark"};

// Names that others have in their routes and silences.
const std::vector<std::string> of_models = {"MLShadowMatchLow",
                                            "MLShadowErrorRateHigh",
                                            "MLPredictLatencyP95High",
                                            "MLShadowLatencyP95High",
                                            "MLPSIWarning",
                                            "MLPSICritical",
                                            "MLModelErrorsHigh",
                                            "MLEngineDown",
                                            "ML_PSI_Critical",
                                            "ML_PSI_Warning",
                                            "ML_Shadow_MatchRate_Low",
                                            "ML_Shadow_MatchRate_Critical",
                                            "ML_Predict_P95_High",
                                            "ML_Predict_P95_Warning",
                                            "MLMetricsAbsent",
                                            "MLShadowDisabled",
                                            "MLDriftInconclusive"};
const std::vector<std::string> of_canaries = {
    "MLCanaryPredictLatencyP95High", "MLCanaryShadowLatencyP95High", "MLCanaryShadowMatchLow",
    "MLCanaryShadowErrorRateHigh",   "MLCanaryModelErrorsHigh",      "MLCanaryPSICritical"};

std::string rules_of(const std::string& file) {
  return read_file(source("configs/prometheus") / (file + ".yml"));
}

// What follows each `key: ` in the text, without quotes.
std::vector<std::string> values_of(const std::string& text, const std::string& key) {
  std::vector<std::string> found;
  std::istringstream lines(text);
  for (std::string line; std::getline(lines, line);) {
    const size_t at = line.find(key + ": ");
    if (at == std::string::npos) continue;
    std::string value = line.substr(at + key.size() + 2);
    std::erase(value, '"');
    found.push_back(value);
  }
  return found;
}

Ended promtool(const std::filesystem::path& tools, std::vector<std::string> words) {
  words.insert(words.begin(), (tools / "promtool").string());
  return run(words);
}

}  // namespace

TEST_CASE("the committed rules are those of the configuration's alerts") {
  for (const std::string& file : rule_files) {
    INFO("sparkd --prometheus-rules " << file << " > configs/prometheus/" << file << ".yml");
    const Ended printed =
        run({binary("sparkd").string(), "--config", source("configs/executor.yaml").string(),
             "--prometheus-rules", file});
    CHECK(printed.exit_code == 0);
    CHECK(printed.output == rules_of(file));
  }
  const Ended refused =
      run({binary("sparkd").string(), "--config", source("configs/executor.yaml").string(),
           "--prometheus-rules", "mll"});
  CHECK(refused.exit_code == 2);
  CHECK_THAT(refused.output, ContainsSubstring("there are: ml ml-canary spark"));
}

TEST_CASE("there are 17 rules of models and 6 of canaries by their names, each with a section") {
  CHECK(values_of(rules_of("ml"), "- alert") == of_models);
  CHECK(values_of(rules_of("ml-canary"), "- alert") == of_canaries);
  // Of the host's own, those that must be there; the others are its table's (decision 90).
  const auto hosts_own = values_of(rules_of("spark"), "- alert");
  CHECK(hosts_own.size() == 17);
  for (const char* name :
       {"drift-shock", "canary-common-cause", "model-expired", "recorder-failed"})
    CHECK(std::find(hosts_own.begin(), hosts_own.end(), name) != hosts_own.end());
  std::set<std::string> sections;
  std::istringstream page(read_file(source("docs/operating.md")));
  for (std::string line; std::getline(page, line);) {
    if (!line.starts_with("### ")) continue;
    std::string anchor = line.substr(4);
    for (char& each : anchor)
      each = each == ' ' ? '-' : static_cast<char>(std::tolower(static_cast<unsigned char>(each)));
    sections.insert(anchor);
  }
  for (const std::string& file : rule_files) {
    const std::string rules = rules_of(file);
    CHECK(values_of(rules, "severity").size() == values_of(rules, "- alert").size());
    CHECK(values_of(rules, "runbook_url").size() == values_of(rules, "- alert").size());
    for (const std::string& url : values_of(rules, "runbook_url")) {
      INFO(url);
      const std::string page_name = "docs/operating.md#";
      REQUIRE(url.starts_with(page_name));
      CHECK(sections.contains(url.substr(page_name.size())));
    }
  }
}

TEST_CASE("promtool takes the files, and every rule fires and is silent as its cases say") {
  const auto tools = prometheus_tools();
  if (!tools) return;
  const auto folder = source("configs/prometheus");
  const Ended config = promtool(*tools, {"check", "config", (folder / "prometheus.yml").string()});
  INFO(config.output);
  CHECK(config.exit_code == 0);
  const Ended cases = promtool(*tools, {"test", "rules", (folder / "ml.test.yml").string(),
                                        (folder / "ml-day.test.yml").string()});
  INFO(cases.output);
  CHECK(cases.exit_code == 0);
  const Ended routes = run({(*tools / "amtool").string(), "check-config",
                            source("configs/alertmanager/alertmanager.yml").string()});
  INFO(routes.output);
  CHECK(routes.exit_code == 0);

  // Each rule has a case that fires, one that is silent, and a third.
  const auto titles = values_of(
      read_file(folder / "ml.test.yml") + read_file(folder / "ml-day.test.yml"), "- name");
  for (const std::string& file : rule_files) {
    for (const std::string& alert : values_of(rules_of(file), "- alert")) {
      INFO(alert);
      const auto count = [&](const std::string& begin) {
        return std::count_if(titles.begin(), titles.end(),
                             [&](const auto& each) { return each.starts_with(begin); });
      };
      CHECK(count(alert + " fires ") >= 1);
      CHECK(count(alert + " is silent ") >= 1);
      CHECK(count(alert + ": ") >= 1);
    }
  }
  report_cases("alert rule", cases.exit_code == 0 ? titles.size() : 0, titles.size(),
               "of promtool, for the alerts of configs/prometheus/");
}

TEST_CASE("Alertmanager routes by severity, and a critical alert of a canary aborts it, too") {
  const auto tools = prometheus_tools();
  if (!tools) return;
  const auto route = [&](std::vector<std::string> labels) {
    std::vector<std::string> words = {
        (*tools / "amtool").string(), "config", "routes", "test",
        "--config.file=" + source("configs/alertmanager/alertmanager.yml").string()};
    words.insert(words.end(), labels.begin(), labels.end());
    const std::string said = run(words).output;  // after a warning of its own
    return said.substr(said.find('\n') + 1);
  };
  CHECK(route({"severity=critical"}) == "critical\n");
  CHECK(route({"severity=warning"}) == "warning\n");
  CHECK(route({"severity=info"}) == "nobody\n");
  CHECK(route({"severity=critical", "scope=canary"}) == "abort-canary,critical\n");
  CHECK(route({"severity=warning", "scope=canary"}) == "warning\n");
}
