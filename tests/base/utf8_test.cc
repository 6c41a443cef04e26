// Texts are cut between characters; what is no UTF-8 is found, and its length with it.
#include "base/utf8.h"

#include <string>

#include "support/catch.h"

namespace spark::base {
namespace {

TEST_CASE("the first character is whole, or the maximal part of one that is not") {
  struct Case {
    std::string_view text;
    size_t bytes;
    bool is_well_formed;
  };
  const Case cases[] = {
      {"ab", 1, true},
      {"\x7f", 1, true},
      {"\u0080", 2, true},  // the first and the last of each length
      {"éb", 2, true},
      {"\u07FF", 2, true},
      {"\u0800", 3, true},
      {"€b", 3, true},
      {"\uD7FF", 3, true},
      {"\uE000", 3, true},
      {"\uFFFF", 3, true},
      {"\U00010000", 4, true},
      {"😀b", 4, true},
      {"\U0010FFFF", 4, true},
      {"\x80", 1, false},              // nothing begins so
      {"\xFF", 1, false},              //
      {"\xC1\x81", 1, false},          // overlong
      {"\xE0\x9F\xBF", 1, false},      // overlong
      {"\xF0\x8F\xBF\xBF", 1, false},  // overlong
      {"\xED\xA0\x80", 1, false},      // surrogate
      {"\xF4\x90\x80\x80", 1, false},  // beyond U+10FFFF
      {"\xF5\x80\x80\x80", 1, false},  //
      {"\xC3", 1, false},              // cut short by the end
      {"\xF0\x9F\x98", 3, false},      //
      {"\xE2\x82z", 2, false},         // cut short by another character
      {"\xF0\x9F\"", 2, false},        //
  };
  for (const Case& c : cases) {
    INFO(c.text);
    const Character found = first_character(c.text);
    CHECK(found.bytes == c.bytes);
    CHECK(found.is_well_formed == c.is_well_formed);
    CHECK(utf8_length(c.text) == (c.is_well_formed ? c.bytes : 0));
    CHECK(is_utf8(c.text) == c.is_well_formed);
    CHECK(is_utf8("ab" + std::string(c.text) + "€") == c.is_well_formed);
  }
  CHECK(is_utf8(""));
}

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

TEST_CASE("what is shown of a text has the length asked for, and the mark beyond it") {
  CHECK(shortened("", 2).empty());
  CHECK(shortened("ab", 2) == "ab");
  CHECK(shortened("abc", 2) == "ab…");
  CHECK(shortened("a€€", 4) == "a€…");
  CHECK(shortened("a€€", 6) == "a€…");
  CHECK(shortened("€", 2) == "…");
}

}  // namespace
}  // namespace spark::base
