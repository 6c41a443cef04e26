// What the rules about documents are given of a page.
#include "style/markdown.h"

#include "support/catch.h"

namespace spark::style {
namespace {

DocPage page(const std::string& text) {
  return parse_page({"docs/a.md", text});
}

TEST_CASE("code is what stands between backticks, and each line of a block") {
  const auto found = page("a `b c` ``d ` e`` f\n```sh\nmake run\n  make test\n```\n`g\nh`\n");
  struct Want {
    uint32_t line;
    const char* text;
    bool in_block;
  };
  const Want wanted[] = {{3, "make run", true},
                         {4, "  make test", true},
                         {1, "b c", false},
                         {1, "d ` e", false},
                         {6, "g h", false}};
  REQUIRE(found.code.size() == std::size(wanted));
  for (size_t i = 0; i < found.code.size(); ++i) {
    INFO(i);
    CHECK(found.code[i].line == wanted[i].line);
    CHECK(found.code[i].text == wanted[i].text);
    CHECK(found.code[i].in_block == wanted[i].in_block);
  }
}

TEST_CASE("a backtick without an end in its paragraph begins no code") {
  CHECK(page("a ` b\n\nc ` d\n").code.empty());
  CHECK(page("a ` b\n\n`c`\n").code.size() == 1);
}

TEST_CASE("links are found with their lines, but not in code") {
  const auto found = page("[a](b.md) and `[c](d.md)`\n```\n[e](f.md)\n```\n[g\nh](i.md#j)\n");
  REQUIRE(found.links.size() == 2);
  CHECK(found.links[0].target == "b.md");
  CHECK(found.links[0].line == 1);
  CHECK(found.links[1].target == "i.md#j");
  CHECK(found.links[1].line == 6);
}

TEST_CASE("headings have the anchors that GitHub gives them") {
  const auto found = page(
      "# Two commands\n## What was done, by `whom`?\n```\n# none\n```\n"
      "#none\n## Same\n## Same\n");
  CHECK(found.anchors == std::set<std::string, std::less<>>{"two-commands", "what-was-done-by-whom",
                                                            "same", "same-1"});
  REQUIRE(found.headings.size() == 4);
  CHECK(found.headings[1].level == 2);
  CHECK(found.headings[1].text == "What was done, by `whom`?");
}

TEST_CASE("a link leads to a path from the root, and an anchor") {
  struct Case {
    const char* page;
    const char* link;
    const char* path;
    const char* anchor;
  };
  const Case cases[] = {
      {"docs/a.md", "b.md", "docs/b.md", ""},
      {"docs/a.md", "../README.md#x", "README.md", "x"},
      {"docs/a.md", "#y", "docs/a.md", "y"},
      {"README.md", "docs/decisions/", "docs/decisions", ""},
      {"README.md", "../a.md", "../a.md", ""},
  };
  for (const Case& c : cases) {
    INFO(c.page << " " << c.link);
    const auto target = target_of(c.page, c.link);
    CHECK(target.path == c.path);
    CHECK(target.anchor == c.anchor);
    CHECK_FALSE(target.is_external);
  }
  CHECK(target_of("README.md", "https://kserve.example/#a").is_external);
}

}  // namespace
}  // namespace spark::style
