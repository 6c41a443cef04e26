// Parts of texts are replaced in one pass.
#include "base/text.h"

#include "support/catch.h"

namespace spark::base {
namespace {

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
