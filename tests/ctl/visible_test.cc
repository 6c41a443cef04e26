// What may be shown of a text from elsewhere.
#include "spark/tool/visible.h"

#include "spark/tool/json.h"
#include "spark/tool/table.h"
#include "support/catch.h"

using namespace spark;
using tool::visible;
using tool::visible_json;
using tool::visible_lines;

TEST_CASE("what steers a terminal, hides or is no UTF-8 is shown escaped") {
  struct Case {
    std::string text;
    std::string shown;
  };
  const Case cases[] = {
      {"", ""},
      {"plain, größe, 東京, 🙂, \\n", "plain, größe, 東京, 🙂, \\n"},
      {"\x1b[31mred", "\\u{1b}[31mred"},
      {std::string("a\0b\x7f", 4), "a\\u{0}b\\u{7f}"},
      {"a\tb\r\n", "a\\tb\\r\\n"},
      {"\xC2\x9B"
       "31m",
       "\\u{9b}31m"},                                      // CSI in one character
      {"\xC2\xA0", "\xC2\xA0"},                            // the first after the controls
      {"exe\u202Etxt\u202C", "exe\\u{202e}txt\\u{202c}"},  // order of writing
      {"\u2066a\u2069\u061C\u200F", "\\u{2066}a\\u{2069}\\u{61c}\\u{200f}"},
      {"a\u200Bb\uFEFF\u2028", "a\\u{200b}b\\u{feff}\\u{2028}"},
      {"\U000E0041", "\\u{e0041}"},
      {"\x9B"
       "31m",
       "\\x9b31m"},                                  // CSI in one byte
      {"a\xFF\xC3", "a\\xff\\xc3"},                  // no lead byte; cut off
      {"\xC0\xAF", "\\xc0\\xaf"},                    // overlong
      {"\xED\xA0\x80", "\\xed\\xa0\\x80"},           // a surrogate
      {"\xF4\x90\x80\x80", "\\xf4\\x90\\x80\\x80"},  // beyond U+10FFFF
      {"\xE2\x82\x1b[m", "\\xe2\\x82\\u{1b}[m"},     // an escape inside a broken character
  };
  for (const Case& c : cases) {
    INFO(c.shown);
    CHECK(visible(c.text) == c.shown);
    CHECK(visible(c.shown) == c.shown);  // twice is once
  }
  CHECK(visible_lines("a\n\x1b\r\n") == "a\n\\u{1b}\\r\n");
}

TEST_CASE("printed JSON keeps its value and steers no terminal") {
  const tool::json::value value = {{"a\x1b\u009B", "\u202E\U000E0041\x7f\n"}, {"b", "größe"}};
  const std::string text = tool::pretty(value);
  CHECK(text ==
        "{\n  \"a\\u001b\\u009b\": \"\\u202e\\udb40\\udc41\\u007f\\n\",\n  \"b\": \"größe\"\n}\n");
  CHECK(*tool::parse_json(text, "it") == value);
  CHECK(visible_json("\"\xFF\"") == "\"\\ufffd\"");
}

TEST_CASE("a cell stays in its line and column, whatever it holds") {
  tool::Table table({{"na\nme"}, {"value"}});
  table.row({"a\n\x1b[2J", "1"});
  CHECK(table.render() ==
        "na\\nme        value\n"
        "a\\n\\u{1b}[2J  1\n");
}
