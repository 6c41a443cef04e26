// What is printable, and what stands for what is not.
#include "base/printable.h"

#include "support/catch.h"

using namespace spark::base;

namespace {

struct Case {
  std::string_view text;
  std::string_view named;      // as one_line() has it
  std::string_view hex;        // as one_line(text, Escapes::hex) has it
  std::string_view printable;  // as made_printable() has it
};

constexpr Case cases[] = {
    {"", "", "", ""},
    {"plain é€😀 \\ text", "plain é€😀 \\ text", "plain é€😀 \\ text", "plain é€😀 \\ text"},
    {"a\nb", "a\\nb", "a\\x0ab", "a\nb"},
    {"a\rb\tc", "a\\rb\\tc", "a\\x0db\\x09c", "a?b?c"},
    {{"\0", 1}, "\\x00", "\\x00", "?"},
    {"\x1b[31mred\x7f", "\\x1b[31mred\\x7f", "\\x1b[31mred\\x7f", "?[31mred?"},
    {"\xC2\x9B"
     "31m",  // C1: CSI
     "\\xc2\\x9b31m", "\\xc2\\x9b31m", "??31m"},
    {"\xC2\xA0x", "\xC2\xA0x", "\xC2\xA0x", "\xC2\xA0x"},  // the first after C1
    {"\xFF\xE2\x82", "\\xff\\xe2\\x82", "\\xff\\xe2\\x82", "???"},
};

}  // namespace

TEST_CASE("what is not printable is escaped or replaced byte by byte") {
  for (const Case& c : cases) {
    INFO(c.named);
    CHECK(one_line(c.text) == c.named);
    CHECK(one_line(c.text, Escapes::hex) == c.hex);
    CHECK(made_printable(c.text) == c.printable);
    CHECK(is_printable(c.text) == (c.text == c.named));
  }
}

TEST_CASE("what was made one line stays as it is") {
  for (const Case& c : cases) CHECK(one_line(c.named) == c.named);
}

TEST_CASE("a printable character has its length, others have none") {
  CHECK(printable_length("ab") == 1);
  CHECK(printable_length("€b") == 3);
  CHECK(printable_length("\n") == 0);
  CHECK(printable_length("\u0085") == 0);
  CHECK(printable_length("\xE2\x82") == 0);
}

TEST_CASE("visible is ASCII that leaves a mark") {
  for (const char c : {'!', 'a', '~'}) CHECK(is_visible(c));
  for (const char c : {' ', '\n', '\x7f', '\x80', '\xff', '\0'}) CHECK_FALSE(is_visible(c));
}
