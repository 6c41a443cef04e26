#include "style/samples.h"

#include <string>

#include "support/catch.h"

namespace spark::style {
namespace {

const std::vector<Source> sources = {{"sdk/template/a.cc", "one\n  two\nthree\nfour\nfive\n"},
                                     {"host/b.cc", "one\n"}};

std::vector<Finding> check(const std::string& text,
                           const std::string& path = "docs/writing_a_plugin.md") {
  return samples({path, text}, sources);
}

// A sample of that file, which begins in line 3.
std::string sample(const std::string& body, const std::string& path = "sdk/template/a.cc") {
  return "<!-- sample: " + path + " -->\n```cpp\n" + body + "```\n";
}

TEST_CASE(
    "a sample stands in its file as it is, but for lines that are left out with an ellipsis") {
  CHECK(check(sample("one\n  two\n")).empty());
  CHECK(check(sample("  two\n…\nfive\n")).empty());
  CHECK(check(sample("one\n…\nthree\n…\nfive\n") + "\n" + sample("four\n")).empty());
}

TEST_CASE("a sample that differs is found in the line where it does") {
  struct Case {
    std::string body;
    uint32_t line;
  };
  for (const Case& c : {Case{"one\ntwo\n", 4}, Case{"one\nthree\n", 4}, Case{"six\n", 3},
                        Case{"three\n…\none\n", 5}, Case{"one\n…\nfive\nsix\n", 6}}) {
    INFO(c.body);
    const auto found = check(sample(c.body));
    REQUIRE(found.size() == 1);
    CHECK(found[0].line == c.line);
    CHECK(found[0].rule == "samples");
  }
}

TEST_CASE("a sample names a file that tests compile or run") {
  const auto line_of = [](const std::string& text) {
    const auto found = check(text);
    return found.size() == 1 ? found[0].line : 0;
  };
  CHECK(line_of("```cpp\none\n```\n") == 1);
  CHECK(line_of("text\n```yaml\none\n```\n") == 2);
  CHECK(line_of("<!-- sample: host/b.cc -->\n```cpp\none\n```\n") == 2);
  CHECK(line_of("<!-- sample: sdk/template/b.cc -->\n```cpp\none\n```\n") == 1);
  CHECK(check("```sh\ncmake -S .\n```\n").empty());
  CHECK(check("```cpp\none\n```\n", "docs/other.md").empty());
}

}  // namespace
}  // namespace spark::style
