// Texts are cut between characters, and parts of them replaced in one pass.
#include "base/text.h"

#include "base/json_text.h"
#include "support/catch.h"

namespace spark::base {
namespace {

TEST_CASE("a text that fits is not cut") {
  CHECK(cut("", 3) == "");
  CHECK(cut("abc", 3) == "abc");
  CHECK(cut("€", 3) == "€");
}

TEST_CASE("a text that does not fit is cut between characters, and says so") {
  CHECK(cut("abcdef", 5) == "ab…");
  CHECK(cut("ab€€", 7) == "ab…");
  CHECK(cut("ab€€", 8) == "ab€€");
  CHECK(cut("a😀😀", 8) == "a😀…");
  CHECK(cut("a😀😀", 7) == "a…");
  CHECK(cut("abcd", 3) == "…");
}

TEST_CASE("however a text is cut, it has the size asked for and stays UTF-8") {
  const std::string text = "aé€😀aé€😀aé€😀";
  for (size_t bytes_max = 3; bytes_max <= text.size() + 1; ++bytes_max) {
    INFO(bytes_max);
    CHECK(cut(text, bytes_max).size() <= bytes_max);
    CHECK(is_utf8(cut(text, bytes_max)));
  }
  const std::string no_text(100, '\x80');
  CHECK(cut(no_text, 10).size() <= 10);
}

TEST_CASE("every occurrence is replaced, and what comes in is not replaced again") {
  CHECK(replace_all("a/b/a", "a", "aa") == "aa/b/aa");
  CHECK(replace_all("aaa", "aa", "b") == "ba");
  CHECK(replace_all("abc", "x", "y") == "abc");
  CHECK(replace_all("abc", "abc", "") == "");
}

TEST_CASE("nothing is replaced where there is nothing to look for") {
  CHECK(replace_all("abc", "", "x") == "abc");
  CHECK(replace_all("abc", "", "") == "abc");
  CHECK(replace_all("", "", "x") == "");
}

}  // namespace
}  // namespace spark::base
