// Each rule about documents is shown what it must find and what it must leave alone.
#include "style/doc_rules.h"

#include <set>

#include "style/doc_commands.h"
#include "support/catch.h"

namespace spark::style {
namespace {

// A small repository, of which the pages speak.
const std::vector<Source> sources = {
    {"Makefile", "#\nrun: build  ## start\ncheck-all:  ## all\nhidden:\n"},
    {"CMakePresets.json", "{\"configurePresets\": [{\"name\": \"dev\"}, {\"name\": \"asan\"}]}"},
    {"configs/executor.yaml", "route: POST executor /predict\n{route: GET ml /ml/health, a: 1}\n"},
    {"docs/other.md", "# Two words, one\n"},
    {"host/base/log.cc",
     "get(\"/admin/v1/status\"); get(\"/admin/v1/flags/\"); \"/admin/\" \"SPARK_STATE\""},
    {"host/base/log.h", "int spark_frame;"},
    {"host/ctl/a.cc",
     "add(\"status\", 1); add(built_ins, \"swap\", 2); built_ins.add(\n  \"plugins\");\n"
     "add(\"plugins quarantine list\"); app->add_option(\"--admin\"); add_flag(\"--confirm\");"},
    {"host/daemon/main.cc", "app.add_option(\"--config\"); app.add_flag(\"--check-config\");"},
    {"plugins/p/routes.cc", ".path = \"/shadow/off\"; {.name = \"ml_found_values\", .help = 1}"},
    {"plugins/p/commands/CMakeLists.txt",
     "spark_tool(replay SOURCES replay.cc)\nspark_tool(status-more SOURCES replay.cc)\n"},
    {"plugins/p/commands/replay.cc", "app.add_option(\"--input\");"},
    {"sdk/cpp/spark/log.h", ""},
    {"tests/golden/metrics.txt", "ml_match_total counter\nspark_time_seconds histogram\n"},
    {"tests/http/CMakeLists.txt", "spark_test(http\n  SOURCES a.cc)\n"},
};

struct Sample {
  std::string rule;
  std::string text;
  uint32_t line;  // of the one finding; 0: there must be none
};

const std::vector<Sample> samples = {
    {"doc-links", "\n[a](gone.md)\n", 2},
    {"doc-links", "[a](other.md#two)\n", 1},
    {"doc-links", "[a](#b)\n", 1},
    {"doc-links", "[a](../../outside)\n", 1},
    {"doc-links", "[a](../host/base/log.h#L1)\n", 1},
    {"doc-links", "[a](other.md#two-words-one) [b](../host/base/) [c](https://d.example/e)\n", 0},
    {"doc-links", "# B\n[a](#b)\n", 0},

    {"doc-paths", "`host/base/gone.cc`\n", 1},
    {"doc-paths", "```\nsparkd --config configs/gone.yaml\n```\n", 2},
    {"doc-paths", "`tests/gone/<name>/`\n", 1},
    {"doc-paths", "`host/base/gone.*`\n", 1},
    {"doc-paths", "`gone.cc`\n", 1},
    {"doc-paths", "`../base/log.cc`\n", 1},
    {"doc-paths", "`spark/gone.h`\n", 1},
    {"doc-paths",
     "`host/base/log.cc`, `host/base/`, `host/base/log.*`, `log.h`, `spark/log.h`, `base/log.h`\n",
     0},
    {"doc-paths", "`tests/golden/<name>.txt` `plugins/p/*/` `lib/spark/plugins/x.so` `my.yaml`\n",
     0},

    {"doc-metrics", "`ml_matches_total`\n", 1},
    {"doc-metrics", "`spark_times_seconds{a=\"b\"}`\n", 1},
    {"doc-metrics", "`ml_none_*`\n", 1},
    {"doc-metrics", "`ml_found_values{feature}`\n", 0},
    {"doc-metrics", "```\ncurl x | grep spark_gone\n```\n", 2},
    {"doc-metrics", "`ml_match_total{a=\"b\"}` `ml_*` `spark_time_seconds_bucket` `spark_frame`\n",
     0},

    {"doc-words", "`SPARK_GONE`\n", 1},
    {"doc-words", "`$SPARK_STATE` `SPARK_*`\n", 0},

    {"doc-routes", "`GET /admin/v1/gone`\n", 1},
    {"doc-routes", "```\ncurl http://127.0.0.1:4002/ml/gone\n```\n", 2},
    {"doc-routes", "`/admin/v1/status?a=1`, `/admin/v1/flags/{name}`, `/admin/v1/flags/a`\n", 0},
    {"doc-routes", "`/ml/health` `http://127.0.0.1:4002/admin/v1/status` `/x/mine/verb`\n", 0},

    {"doc-commands", "`make runs`\n", 1},
    {"doc-commands", "`make hidden`\n", 1},
    {"doc-commands", "```\n$ make run && make gone  # make x\n```\n", 2},
    {"doc-commands",
     "`make run`, `FUZZ_SECONDS=600 make check-all`, `make -j2 run CONFIG=a.yaml`\n", 0},
    {"doc-commands", "`make` and `make <target>`; we make haste\n", 0},
    {"doc-commands", "`cmake --preset tsan`\n", 1},
    {"doc-commands", "`cmake --preset dev|tsan`\n", 1},
    {"doc-commands", "`cmake --preset dev|asan && cmake --build --preset …`\n", 0},
    {"doc-commands", "`sparkctl statu`\n", 1},
    {"doc-commands", "`sparkctl status mere`\n", 1},
    {"doc-commands", "`sparkctl plugins quarantine clear`\n", 1},
    {"doc-commands", "`sparkctl plugins gone`\n", 1},
    {"doc-commands", "`sparkctl shadow on`\n", 1},
    {"doc-commands", "```\nbuild/release/bin/sparkctl --admin http://a:1 gone | less\n```\n", 2},
    {"doc-commands", "`sparkctl status`, `sparkctl swap candidate`, `sparkctl shadow off`\n", 0},
    {"doc-commands", "`sparkctl replay`, `sparkctl plugins quarantine list`, `sparkctl plugins`\n",
     0},
    {"doc-commands",
     "`sparkctl --admin http://a:1 status` `sparkctl x ID VERB` `sparkctl --help`\n", 0},
    {"doc-commands", "`build/dev/tests/spark-test-gone`\n", 1},
    {"doc-commands", "`spark-test-http \"name\"` `spark-test-<folder>`\n", 0},

    {"doc-flags", "`sparkctl swap a --force`\n", 1},
    {"doc-flags", "`sparkctl status more --input a`\n", 0},
    {"doc-flags", "`sparkctl status more --confirm`\n", 1},
    {"doc-flags", "`sparkd --confirm`\n", 1},
    {"doc-flags", "`sparkctl status --input a`\n", 1},
    {"doc-flags", "`sparkctl replay --confirm`\n", 1},
    {"doc-flags", "`--gone x`\n", 1},
    {"doc-flags", "```\nsparkd --config=a --gone\n```\n", 2},
    {"doc-flags", "`sparkctl swap a --confirm` `sparkd --config a --check-config` `--help`\n", 0},
    {"doc-flags", "`sparkctl replay --input a --admin b` `--input` `ctest --parallel 2`\n", 0},
};

DocFacts facts_with(const DocPage& page) {
  std::vector<Source> all = sources;
  all.push_back({page.path, ""});
  std::vector<DocPage> pages = {page};
  for (const Source& source : sources)
    if (is_page(source.path)) pages.push_back(parse_page(source));
  return facts_of(all, pages);
}

std::vector<Finding> check(const std::string& rule, const DocPage& page, const DocFacts& facts) {
  for (const DocRule& candidate : doc_rules())
    if (candidate.name == rule) return candidate.check(page, facts);
  FAIL("no rule is called " << rule);
  return {};
}

TEST_CASE("a page that names what there is not is found, with the line") {
  for (const Sample& sample : samples) {
    INFO(sample.rule << " on:\n" << sample.text);
    const DocPage page = parse_page({"docs/a.md", sample.text});
    const auto findings = check(sample.rule, page, facts_with(page));
    REQUIRE(findings.size() == (sample.line == 0 ? 0 : 1));
    if (sample.line == 0) continue;
    CHECK(findings[0].line == sample.line);
    CHECK(findings[0].rule == sample.rule);
    CHECK(findings[0].path == "docs/a.md");
  }
}

TEST_CASE("a page that no other page links is found") {
  const DocPage alone = parse_page({"docs/a.md", "[a](a.md) [b](other.md)\n"});
  const DocFacts facts = facts_with(alone);
  CHECK(check("doc-reachable", alone, facts).size() == 1);
  CHECK(check("doc-reachable", parse_page({"docs/other.md", ""}), facts).empty());
  CHECK(check("doc-reachable", parse_page({"README.md", ""}), facts).empty());
  const DocPage links = parse_page({"README.md", "[d](docs/d/)\n"});
  CHECK(check("doc-reachable", parse_page({"docs/d/README.md", ""}), facts_with(links)).empty());
}

TEST_CASE("every rule about documents has a bad sample and a good one") {
  std::set<std::string_view> bad = {"doc-reachable"};  // above
  std::set<std::string_view> good = bad;
  for (const Sample& sample : samples) (sample.line == 0 ? good : bad).insert(sample.rule);
  for (const DocRule& rule : doc_rules()) {
    INFO(rule.name);
    CHECK(bad.contains(rule.name));
    CHECK(good.contains(rule.name));
  }
}

TEST_CASE("commands are read with their words, one for each alternative") {
  const auto calls = invocations_of(parse_page(
      {"docs/a.md", "```\nA=1 sudo bin/make a b|c  # d\nmade up\n```\n`make; sparkd e`\n"}));
  REQUIRE(calls.size() == 4);
  CHECK(calls[0].program == "make");
  CHECK(calls[0].words == std::vector<std::string>{"a", "b"});
  CHECK(calls[1].words == std::vector<std::string>{"a", "c"});
  CHECK(calls[1].line == 2);
  CHECK(calls[2].words.empty());
  CHECK(calls[3].program == "sparkd");
}

}  // namespace
}  // namespace spark::style
