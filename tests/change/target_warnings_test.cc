// Which models of a lineage are warned of, since they predict something else than its production.
#include "change/target_warnings.h"

#include "support/catch.h"

using namespace spark;
using namespace spark::change;

namespace {

config::Config with_lineage(const std::string& candidate) {
  config::Lineage lineage;
  lineage.name = "predict";
  lineage.line = "{production: p, candidate: " + candidate + "}";
  lineage.roles = {{"production", {"p", {}}}, {"candidate", {candidate, {}}}};
  config::Config config;
  config.lineages = {lineage};
  return config;
}

GenerationReport report_of(const std::string& production, const std::string& candidate) {
  GenerationReport report;
  report.parts["models.p"].target = production;
  report.parts["models.c"].target = candidate;
  return report;
}

std::vector<Difference> touched(const std::string& model) {
  return {{Difference::Kind::model, model, {}, {}, ""}};
}

}  // namespace

TEST_CASE("a change that sets models with different targets side by side is warned of") {
  const config::Config config = with_lineage("c");
  const GenerationReport differ = report_of("up/1min/mid", "calm/5min/24h");
  const std::vector<std::string> warning = {
      "lineage predict: c predicts another target, calm/5min/24h, than p, up/1min/mid: not "
      "compared"};
  CHECK(target_warnings(config, config, differ, touched("c")) == warning);
  CHECK(target_warnings(config, config, differ, touched("p")) == warning);
  CHECK(target_warnings(with_lineage("d"), config, differ, {}) == warning);
  CHECK(target_warnings(config, config, differ, touched("another")).empty());
  CHECK(target_warnings(config, config, report_of("up", "up"), touched("c")).empty());
  CHECK(target_warnings(config, config, {}, touched("c")).empty());  // neither is loaded
}

TEST_CASE("a trial tells the host each model's target") {
  const std::vector<std::string> lines = {
      R"({"part":"models.c","version":"v1","target":"up-move/1min/mid"})"};
  CHECK(read_report(lines).parts["models.c"].target == "up-move/1min/mid");
}
