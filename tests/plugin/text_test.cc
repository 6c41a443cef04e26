#include "plugin/text.h"

#include <cstring>

#include "support/catch.h"

using namespace spark;
using namespace spark::plugin;
using Catch::Matchers::ContainsSubstring;

TEST_CASE("texts of plugins are bounded and printable") {
  CHECK(*read_text("µs", "it", 3) == "µs");
  CHECK_THAT(read_text(nullptr, "it", 3).error().text, ContainsSubstring("it is null"));
  CHECK_THAT(read_text("abcd", "it", 3).error().text, ContainsSubstring("longer than 3"));
  CHECK_THAT(read_text("a\nb", "it", 3).error().text, ContainsSubstring("not printable"));
  CHECK_THAT(read_text("a\xff", "it", 3).error().text, ContainsSubstring("not printable"));
}

TEST_CASE("names of plugins are names") {
  CHECK(*read_name("rsi_14", "it") == "rsi_14");
  CHECK(*read_name("input.mid-x", "it", ".-") == "input.mid-x");
  for (const char* wrong : {"", "1a", "a-b", "a b", "ä", "a.b"})
    CHECK_THAT(read_name(wrong, "it").error().text, ContainsSubstring("not a name"));
}

TEST_CASE("a failure is made harmless") {
  frame::Failure failure;
  CHECK(sanitise(failure, frame::ok) == frame::ok);

  std::memcpy(failure.text, "a\xc3\xa4\xc3", 5);  // the last character is cut in half
  failure.length = 4;
  CHECK(sanitise(failure, frame::not_ready) == frame::not_ready);
  CHECK(failure.view() == "aä?");

  std::memset(failure.text, 'z', sizeof failure.text);
  failure.length = UINT32_MAX;
  CHECK(sanitise(failure, -1) == frame::failed);
  CHECK(failure.view() == std::string(239, 'z'));

  std::memcpy(failure.text, "forgot the length", 18);
  failure.length = 0;
  CHECK(sanitise(failure, frame::failed) == frame::failed);
  CHECK(failure.view() == "forgot the length");
}
