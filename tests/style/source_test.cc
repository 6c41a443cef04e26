// Telling code from comments and literals, and reading a tree.
#include "style/source.h"

#include <unistd.h>

#include <filesystem>
#include <fstream>

#include "support/catch.h"

namespace spark::style {
namespace {

TEST_CASE("comments and literals are blanked, and everything else stays in its place") {
  const auto blanked = [](size_t count) { return std::string(count, ' '); };
  struct Case {
    std::string text;
    std::string code;
  };
  const Case cases[] = {
      {"a // b\nc", "a" + blanked(5) + "\nc"},
      {"a /* b\nc */ d", "a" + blanked(5) + "\n" + blanked(4) + " d"},
      {R"(f("a \" b") + 1)", "f(" + blanked(8) + ") + 1"},
      {R"(f('"') + g("x"))", "f(" + blanked(3) + ") + g(" + blanked(3) + ")"},
      {"1'000'000 + a", "1'000'000 + a"},
      {"R\"x(a \" )\" b)x\" + c", "R" + blanked(14) + " + c"},
      {"a \"b\n c", "a" + blanked(3) + "\n c"},  // a literal never runs past its line
      {"/* open", blanked(7)},
  };
  for (const Case& c : cases) CHECK(code_only(c.text) == c.code);
}

TEST_CASE("a word is found only where it stands alone") {
  CHECK(find_word("renew new_a new", "new") == 12);
  CHECK(find_word("renewed", "new") == std::string_view::npos);
  CHECK(find_word("(new)", "new") == 1);
}

TEST_CASE("kinds of files are told by their names") {
  CHECK(is_code("a/b.cc"));
  CHECK(is_code("a/b.h"));
  CHECK(is_code("a/b.pml"));
  CHECK(is_header("a/b.h"));
  CHECK_FALSE(is_header("a/b.cc"));
  CHECK(is_script("CMakeLists.txt"));
  CHECK(is_script(".ci/run"));
  CHECK_FALSE(is_code("a/b.md"));
}

TEST_CASE("the tree is read in order, without what is built") {
  char root[] = "/tmp/spark-style-XXXXXX";
  REQUIRE(mkdtemp(root) != nullptr);
  namespace fs = std::filesystem;
  for (const char* path : {"b.cc", "a/c.h", "build/x.cc", ".git/y", "var/z", "a/build/d.cc"}) {
    fs::create_directories((fs::path(root) / path).parent_path());
    std::ofstream(fs::path(root) / path) << "text";
  }
  std::ofstream(fs::path(root) / "binary").write("a\0b", 3);
  std::vector<std::string> paths;
  for (const Source& source : read_tree(root)) paths.push_back(source.path);
  fs::remove_all(root);
  CHECK(paths == std::vector<std::string>{"a/build/d.cc", "a/c.h", "b.cc"});
}

TEST_CASE("a finding is a line that editors can jump to") {
  CHECK(render({"rule", "host/a.cc", 7, "wrong: mend it"}) == "host/a.cc:7: wrong: mend it [rule]");
}

}  // namespace
}  // namespace spark::style
