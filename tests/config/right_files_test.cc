// What the files of right/ are read as, field by field.
#include <filesystem>

#include "config/config.h"
#include "read.h"
#include "support/catch.h"

namespace spark::config {
namespace {

const std::filesystem::path folder = SPARK_SOURCE_DIR "/tests/config/right";

Config load_right(const std::string& name) {
  Errors errors;
  Config config = load(folder / name, {}, {}, errors);
  INFO(errors.render());
  REQUIRE(errors.empty());
  return config;
}

const Pipeline& predict_of(const Config& config) {
  return config.pipelines.at(0);
}

}  // namespace

TEST_CASE("the smallest file is one listener, and the rest has defaults") {
  const Config config = load_right("smallest.yaml");
  REQUIRE(config.listeners.size() == 1);
  CHECK(config.listeners[0].address == "127.0.0.1");
  CHECK(config.listeners[0].access == Access::open);
  CHECK(config.listeners[0].token_file.empty());
  CHECK(config.listeners[0].cors.empty());
  CHECK_FALSE(config.listeners[0].trusts_forwarded);
  CHECK(config.state_dir == folder.parent_path() / "var");
  CHECK_FALSE(config.workers.has_value());
  CHECK(config.log.level == "info");
  CHECK(config.log.slow_request_ms == 10);
  CHECK(config.log.slow_requests_per_s == 10);
  CHECK(config.pipelines.empty());
}

TEST_CASE("listeners, the log and the workers are read") {
  const Config config = load_right("executor.yaml");
  REQUIRE(config.listeners.size() == 3);
  CHECK(config.file == folder / "executor.yaml");
  CHECK(config.state_dir == folder.parent_path() / "state");
  CHECK(config.workers == 3U);
  CHECK(config.log.level == "warn");
  CHECK(config.log.slow_request_ms == 25);
  CHECK(config.log.slow_requests_per_s == 3);
  const Listener& engine = config.listeners[1];
  CHECK(engine.name == "ml-engine");
  CHECK(engine.place.line == 4);
  CHECK(engine.place.column == 3);
  CHECK(engine.port == 4010);
  CHECK(engine.access == Access::safe);
  CHECK(engine.token_file == folder / "tokens/engine");
  const Listener& admin = config.listeners[2];
  CHECK(admin.address == "::1");
  CHECK(admin.access == Access::admin);
  CHECK(admin.token_file == folder.parent_path() / "state/admin.token");
  CHECK(admin.cors == std::vector<std::string>{"https://console.example"});
  CHECK(admin.trusts_forwarded);
}

TEST_CASE("plugins and models keep their blocks as trees and their paths absolute") {
  const Config config = load_right("executor.yaml");
  REQUIRE(config.plugins.size() == 2);
  REQUIRE(config.plugins[0].with.find("sets") != nullptr);
  CHECK(config.plugins[0].with.find("sets")->items.at(1).text == "v1.8.2");
  CHECK(config.plugins[1].library == folder.parent_path() / "lib/heuristic.so");
  CHECK_FALSE(config.plugins[1].may.anything);
  CHECK(config.plugins[1].with.kind == Kind::null);
  CHECK(config.plugins[1].with.place.line == 11);
  REQUIRE(config.models.size() == 2);
  const Model& candidate = config.models[1];
  CHECK(candidate.plugin.value == "heuristic");
  CHECK(candidate.artefact->value == folder / "models/b1");
  REQUIRE(candidate.bind.size() == 1);
  CHECK(candidate.bind[0].first == "rsi_14");
  CHECK(candidate.bind[0].second.value == "features.rsi_14");
  CHECK(candidate.bind[0].second.place.line == 18);
}

TEST_CASE("a library by its name alone is one that ships with the host, and may name anything") {
  const testing::Outcome read = testing::read(
      "listeners: {admin: {address: 127.0.0.1, port: 1, access: admin, token_file: t}}\n"
      "plugins:\n"
      "  canary: {}\n"
      "  again: {library: canary}\n"
      "  near: {library: ./canary}\n"
      "  mine: {library: canary.so}\n");
  INFO(read.report);
  REQUIRE(read.config.plugins.size() == 4);
  CHECK_FALSE(read.config.plugins[0].library.has_value());
  CHECK(read.config.plugins[1].library == "canary");
  CHECK(read.config.plugins[1].may.anything);
  CHECK(read.config.plugins[2].library->is_absolute());
  CHECK_FALSE(read.config.plugins[2].may.anything);
  CHECK(read.config.plugins[3].library == "/etc/spark/canary.so");
}

TEST_CASE("an input's types and question marks are read") {
  const Config config = load_right("executor.yaml");
  const auto& input = predict_of(config).input;
  REQUIRE(input.size() == 5);
  CHECK(input[0].type == InputType::i64);
  CHECK_FALSE(input[0].optional);
  CHECK(input[1].type == InputType::string);
  CHECK(input[1].optional);
  CHECK(input[2].type == InputType::f64s);
  CHECK(input[2].optional);
  CHECK(input[3].type == InputType::boolean);
  CHECK(input[4].name == "snapshot");
  CHECK(input[4].type == InputType::object);
  CHECK(input[4].optional);
  REQUIRE(input[4].fields.size() == 2);
  CHECK(input[4].fields[0].type == InputType::f64);
  const InputField& book = input[4].fields[1];
  CHECK_FALSE(book.optional);
  CHECK(book.fields.at(0).type == InputType::f64s);
  CHECK(book.fields.at(0).optional);
  REQUIRE(predict_of(config).one_of.size() == 2);
  CHECK(predict_of(config).one_of[1].value == "row");
}

TEST_CASE("a lineage names its pipeline's models by role, and the primary one") {
  const Config config = load_right("executor.yaml");
  REQUIRE(config.lineages.size() == 1);
  const Lineage& lineage = config.lineages[0];
  CHECK(lineage.name == "predict");
  CHECK(lineage.primary);
  REQUIRE(lineage.roles.size() == 2);
  CHECK(lineage.roles[0].role == "production");
  CHECK(lineage.roles[0].model.value == "candidate");
  CHECK(lineage.roles[1].role == "fallback");
  CHECK(lineage_of(config, "fallback") == &lineage);
  CHECK(lineage_of(config, "stranger") == nullptr);
}

TEST_CASE("stages keep the file's order, their guards and their defaults") {
  const Config config = load_right("executor.yaml");
  const auto& stages = predict_of(config).stages;
  REQUIRE(stages.size() == 4);
  CHECK(stages[0].plugin->value == "features");
  CHECK(stages[0].type.value == "compute");
  CHECK(stages[0].with.find("snapshot")->text == "input.snapshot");
  CHECK(stages[1].required);
  CHECK_FALSE(stages[1].breaker.has_value());
  CHECK_FALSE(stages[1].plugin.has_value());
  const Stage& guarded = stages[2];
  CHECK(guarded.predict->value == "candidate");
  CHECK(guarded.rows->value == "input.row");
  CHECK(guarded.when->value == "features.ready");
  CHECK(guarded.when->place.line == 37);
  CHECK(guarded.budget_ms == 60.0);
  CHECK(guarded.breaker->errors_ratio_max == 0.05);
  CHECK(guarded.breaker->over_calls == 50);
  CHECK(guarded.breaker->late_in_row_max == 2);
  CHECK(guarded.breaker->half_open_ms == 60'000);
  const BreakerConfig defaults;
  CHECK(stages[3].breaker->errors_ratio_max == defaults.errors_ratio_max);
  CHECK(stages[3].breaker->half_open_ms == defaults.half_open_ms);
}

TEST_CASE("a pipeline answers, reports health or renders metrics") {
  const Config config = load_right("executor.yaml");
  REQUIRE(config.pipelines.size() == 4);
  CHECK(predict_of(config).route.method == "POST");
  CHECK(predict_of(config).route.listener == "executor");
  CHECK(predict_of(config).route.path == "/predict");
  CHECK(predict_of(config).answer->fields.size() == 3);
  CHECK(predict_of(config).model_types.at("logistic") == "logistic_regression");
  CHECK(config.pipelines[1].health->service == "ml-engine");
  CHECK_FALSE(config.pipelines[1].answer.has_value());
  CHECK(config.pipelines[2].metrics->prefix == "ml_");
  CHECK(config.pipelines[3].metrics->prefix.empty());
  CHECK_FALSE(config.pipelines[2].metrics->zeros_without_accept.has_value());
  using Labels = std::vector<std::pair<std::string, std::string>>;
  CHECK(config.pipelines[3].metrics->zeros_without_accept == Labels{{"status", "success"}});
}

TEST_CASE("alerts are read with their window in the fact's name, and with defaults") {
  const Config config = load_right("executor.yaml");
  REQUIRE(config.alerts.size() == 2);
  const Alert& slow = config.alerts[0];
  CHECK(slow.name == "slow");
  CHECK(slow.fact == "host.predict.p95_ms.5min");
  CHECK(slow.comparison == Comparison::above);
  CHECK(slow.threshold == 50);
  CHECK(slow.for_ms == 600'000);
  CHECK(slow.severity == "critical");
  REQUIRE(slow.labels.size() == 2);
  CHECK(slow.labels[1] == std::pair<std::string, std::string>("slo_breach", "true"));
  CHECK(slow.summary == "Answers take long");
  CHECK(slow.runbook == "see the guide");
  CHECK(slow.absence == Absence::unknown);
  CHECK_FALSE(slow.age_ms_max.has_value());
  const Alert& drifts = config.alerts[1];
  CHECK(drifts.fact == "features.psi");
  CHECK(drifts.subject.model == "candidate");
  CHECK(drifts.comparison == Comparison::at_least);
  CHECK(drifts.for_ms == 0);
  CHECK(drifts.age_ms_max == 7'200'000.0);
  CHECK(drifts.absence == Absence::firing);
  CHECK(drifts.severity == "warning");
  CHECK(drifts.rule.name == "drifts");
  CHECK(drifts.rule.file == "spark");
  CHECK(drifts.rule.of.empty());
}

}  // namespace spark::config
