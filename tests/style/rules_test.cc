// Each rule is shown what it must find and what it must leave alone, so that none passes silently.
#include "style/rules.h"

#include <memory>
#include <set>
#include <string>

#include "support/catch.h"

namespace spark::style {
namespace {

struct Sample {
  std::string rule;
  std::string path;
  std::string text;
  uint32_t line;  // of the one finding; 0: there must be none
};

std::string lines(size_t count) {
  std::string text;
  for (size_t i = 0; i < count; ++i) text += "//\n";
  return text;
}

// Words that must not stand in the repository are put together here.
const std::string unfinished = std::string("TO") + "DO";
const std::string domain = std::string("Sha") + "dow";
const std::string folder = std::string("/wo") + "rk/";
const std::string host = std::string("https://regi") + "stry.example.com/x";

const std::vector<Sample> samples = {
    {"line-length", "host/a.cc", "//\n//" + std::string(99, 'x') + "\n", 2},
    {"line-length", "host/a.cc", "//" + std::string(98, 'x') + "\n", 0},
    {"line-length", "host/a.cc", "//" + std::string(95, 'x') + "€€€\n", 0},  // columns, not bytes
    {"line-length", "docs/a.md", std::string(500, 'x') + "\n", 0},

    {"file-length", "host/a.cc", lines(301), 301},
    {"file-length", "host/a.cc", lines(300), 0},
    {"file-length", "host/a.h", lines(181), 181},
    {"file-length", "host/a.h", lines(180), 0},
    {"file-length", "sdk/include/spark/abi.h", lines(500), 0},
    {"file-length", "tests/http/vectors.txt", lines(500), 0},

    {"blanks", "host/a.cc", "//\n\tint a;\n", 2},
    {"blanks", "host/a.cc", "//\nint a; \n", 2},
    {"blanks", "host/a.cc", "//\nint a;\r\n", 2},
    {"blanks", "host/a.cc", "//\nint a;", 2},
    {"blanks", "tests/models/a.pml", "/* A. */\nbyte a; \n", 2},
    {"blanks", "configs/a.yaml", "a: 1 \n", 1},
    {"blanks", "Makefile", "a:\n\tb\n", 0},
    {"blanks", "docs/a.md", "a  \n", 0},

    {"unfinished", "host/a.cc", "// " + unfinished + ": more\n", 1},
    {"unfinished", "packaging/a.sh",
     "# FIX"
     "ME\n",
     1},
    {"unfinished", "host/a.cc",
     "// X"
     "XX\n",
     1},
    {"unfinished", "host/a.cc", "char name[] = \"/tmp/a-XXXXXX\";\n", 0},

    {"include-guard", "host/a.h", "// A.\nint a;\n#pragma once\n", 1},
    {"include-guard", "sdk/a.h", "/* A. */\n#ifndef A_H\n#define B_H\n#endif\n", 1},
    {"include-guard", "host/a.h", "// #pragma once\n", 1},
    {"include-guard", "host/a.h", "// A.\n\n#pragma once\n", 0},
    {"include-guard", "sdk/a.h", "/* A.\n * B. */\n#ifndef A_H\n#define A_H\n#endif\n", 0},
    {"include-guard", "host/a.cc", "int a;\n", 0},

    {"opening-comment", "host/base/a.cc", "int a;\n", 1},
    {"opening-comment", "host/base/a.cc", "#include \"base/b.h\"\n", 1},
    {"opening-comment", "host/base/a.cc", "#include \"base/ba.h\"\n", 1},
    {"opening-comment", "host/base/a.h", "#include \"base/a.h\"\n", 1},
    {"opening-comment", "host/base/a.cc", "", 1},
    {"opening-comment", "tests/models/a.pml", "byte a;\n", 1},
    {"opening-comment", "packaging/a.sh", "#!/bin/sh\nset -eu\n", 1},
    {"opening-comment", "configs/a.yaml", "a: 1\n", 1},
    {"opening-comment", "host/base/a.cc", "#include \"base/a.h\"\n", 0},
    {"opening-comment", "tests/base/a_test.cc", "#include \"base/a.h\"\n", 0},
    {"opening-comment", "plugins/x/a.cc", "#include \"a.h\"\n", 0},
    {"opening-comment", "sdk/a.h", "/* A. */\n", 0},
    {"opening-comment", "packaging/a.sh", "#!/bin/sh\n# Does it.\n", 0},

    {"using-namespace", "host/a.h", "// A.\nusing namespace std;\n", 2},
    {"using-namespace", "host/a.h", "// using namespace std;\n", 0},
    {"using-namespace", "host/a.cc", "using namespace std::chrono_literals;\n", 0},

    {"console", "host/http/a.cc", "//\nvoid f() { std::cout << 1; }\n", 2},
    {"console", "host/http/a.cc", "//\nvoid f() { std::cerr << 1; }\n", 2},
    {"console", "host/ctl/a.cc", "void f() { std::cout << 1; }\n", 0},
    {"console", "host/daemon/main.cc", "void f() { std::cout << 1; }\n", 0},
    {"console", "host/http/a.cc", "// not std::cout\n", 0},

    {"terminal", "host/ctl/a.cc", "//\nvoid f() { std::fputs(a, stdout); }\n", 2},
    {"terminal", "sdk/tool/spark/tool/a.cc", "void f() { std::cout << 1; }\n", 1},
    {"terminal", "plugins/x/commands/a.cc", "void f() { printf(a); }\n", 1},
    {"terminal", "plugins/x/commands/a.cc", "void f() { std::snprintf(a, 1, b); }\n", 0},
    {"terminal", "sdk/tool/spark/tool/terminal.cc", "void f() { std::fwrite(a, 1, 1, b); }\n", 0},
    {"terminal", "plugins/x/a.cc", "void f() { printf(a); }\n", 0},

    {"raw-memory", "host/a.cc", "int* a = new int;\n", 1},
    {"raw-memory", "plugins/x/a.cc", "//\nauto* a = new(place) A;\n", 2},
    {"raw-memory", "host/a.cc", "void f() { delete a; }\n", 1},
    {"raw-memory", "host/a.cc", "void f() { delete[] a; }\n", 1},
    {"raw-memory", "host/a.cc", "std::unique_ptr<A> a = wrap(b); c = new A;\n", 1},
    {"raw-memory", "host/a.cc", "std::unique_ptr<A> a(new A(1));\n", 0},
    {"raw-memory", "host/a.cc", "A(const A&) = delete;\n", 0},
    {"raw-memory", "host/a.cc", "// a new one\nconst char* a = \"new b\";\n", 0},
    {"raw-memory", "host/a.cc", "#include <new>\n", 0},
    {"raw-memory", "sdk/cpp/spark/a.h", "return new A;\n", 0},

    {"domain-words", "host/http/a.cc", "//\nint " + domain + "Count;\n", 2},
    {"domain-words", "host/http/CMakeLists.txt",
     "# can"
     "ary\n",
     1},
    {"domain-words", "host/a.cc",
     "// dri"
     "fting\n",
     1},
    {"domain-words", "host/a.cc",
     "// BASE"
     "LINE\n",
     1},
    {"domain-words", "host/a.cc",
     "// the P"
     "SI of it\n",
     1},
    {"domain-words", "host/a.cc", "// epsilon, psize\n", 0},
    {"domain-words", "plugins/x/a.cc", "// " + domain + "\n", 0},

    {"machine-names", "docs/a.md", "see " + folder + "x\n", 1},
    {"machine-names", "configs/a.yaml",
     "a: 1\nb: /ro"
     "ot/x\n",
     2},
    {"machine-names", "a.txt", "curl " + host + "\n", 1},
    {"machine-names", "docs/a.md", "/network/ and metrics/registry.h\n", 0},
    {"glossary-words", "docs/a.md", "One\nWhoever asks is told.\n", 2},
    {"glossary-words", "host/a.h", "// until the old object rests\n", 1},
    {"glossary-words", "docs/operating.md", "| `a rehearsal may have 1 MiB` |\n", 0},
    {"glossary-words", "docs/decisions/0001-a.md", "Whoever asks is told.\n", 0},
    {"glossary-words", "tests/a.cc", "// whoever asks\n", 0},
    {"matcher-names", "tests/a.cc", "//\nCHECK_THAT(text, Contains(\"a\"));\n", 2},
    {"matcher-names", "tests/a.cc", "CHECK_THAT(text, ContainsSubstring(\"a\"));\n", 0},
    {"matcher-names", "host/a.cc", "if (Contains(a)) return;\n", 0},

    {"test-names", "tests/a.cc",
     "//\nTEST_"
     "CASE(\"a; b\") {}\n",
     2},
    {"test-names", "tests/a.cc",
     "TEST_"
     "CASE(\n    \"a; b\") {}\n",
     1},
    {"test-names", "tests/a.cc",
     "TEST_"
     "CASE(\"a, b\") { int c; }\n",
     0},

    {"machine-names", "docs/a.md", "https://prometheus.io/docs/\n", 0},
};

std::vector<Finding> check(const std::string& rule, const Source& source) {
  for (const Rule& candidate : file_rules())
    if (candidate.name == rule) return candidate.check(source);
  FAIL("no rule is called " << rule);
  return {};
}

TEST_CASE("every sample gives the finding it should give, and no other") {
  for (const Sample& sample : samples) {
    INFO(sample.rule << " on " << sample.path << ":\n" << sample.text);
    const auto findings = check(sample.rule, {sample.path, sample.text});
    REQUIRE(findings.size() == (sample.line == 0 ? 0 : 1));
    if (sample.line == 0) continue;
    CHECK(findings[0].line == sample.line);
    CHECK(findings[0].rule == sample.rule);
    CHECK(findings[0].path == sample.path);
    CHECK(findings[0].text.find(':') != std::string::npos);  // what is wrong: what to do
  }
}

TEST_CASE("every rule has a bad sample and a good one") {
  std::set<std::string_view> bad;
  std::set<std::string_view> good;
  for (const Sample& sample : samples) (sample.line == 0 ? good : bad).insert(sample.rule);
  for (const Rule& rule : file_rules()) {
    INFO(rule.name);
    CHECK(bad.contains(rule.name));
    CHECK(good.contains(rule.name));
  }
}

}  // namespace
}  // namespace spark::style
