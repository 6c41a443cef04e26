// What the rules about documents know of the repository itself: were a declaration written another
// way, they would know nothing and find nothing.
#include "style/doc_facts.h"

#include "support/catch.h"

namespace spark::style {
namespace {

TEST_CASE("what programs, make, CMake and the host declare is found in this repository") {
  const std::vector<Source> sources = read_tree(SPARK_SOURCE_DIR);
  const DocFacts facts = facts_of(sources, {});
  for (const char* path : {"host", "host/base/log.h", "docs/decisions", ".ci/run", "README.md"}) {
    INFO(path);
    CHECK(facts.paths.contains(path));
  }
  for (const char* target : {"run", "test", "check-all", "bench-docs"}) {
    INFO(target);
    CHECK(facts.make_targets.contains(target));
  }
  for (const char* preset : {"release", "dev", "asan", "tsan", "fuzz"}) {
    INFO(preset);
    CHECK(facts.presets.contains(preset));
  }
  for (const char* program : {"sparkd", "sparkctl", "spark-test-http", "spark-fuzz-json_input",
                              "spark-bench-pipeline", "spark-replay"}) {
    INFO(program);
    CHECK(facts.programs.contains(program));
  }
  for (const char* verb : {"status", "swap", "reload", "plugins quarantine clear", "flags set",
                           "evidence verify", "safe", "replay", "smoke", "shadow disable"}) {
    INFO(verb);
    CHECK(facts.verbs.contains(verb));
  }
  for (const char* option :
       {"--admin", "--confirm", "--dry-run", "--artefact", "--last", "--json"}) {
    INFO(option);
    CHECK(facts.sparkctl_options.contains(option));
  }
  CHECK(facts.sparkctl_options.at("--admin"));
  CHECK_FALSE(facts.sparkctl_options.at("--json"));
  CHECK(facts.sparkd_options.contains("--check-config"));
  CHECK(facts.tool_options.at("replay").contains("--limit"));
  CHECK(facts.tool_options.at("smoke").contains("--requests"));
  CHECK(facts.metrics.contains("ml_shadow_match_total"));
  CHECK(facts.routes.contains("/admin/v1/status"));
  CHECK(facts.routes.contains("/predict-with-shadow"));
  CHECK(facts.words.contains("SPARK_SDK_DIR"));
}

TEST_CASE("words are runs of letters, digits and underscores") {
  std::string words;
  each_word("a_b{c=\"d1\"} -e", [&](std::string_view word, size_t where) {
    words += std::string(word) + std::to_string(where) + " ";
  });
  CHECK(words == "a_b0 c4 d17 e13 ");
}

}  // namespace
}  // namespace spark::style
