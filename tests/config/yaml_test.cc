// Texts that are hostile, or that yaml-cpp takes in a way that nobody means.
#include "config/node.h"

#include "read.h"
#include "support/catch.h"
#include "support/cpu_time.h"

namespace spark::config {
namespace {

using testing::contains;

std::string repeated(std::string_view part, size_t count) {
  std::string text;
  for (size_t i = 0; i < count; ++i) text += part;
  return text;
}

// What is said about a text that is refused as a whole.
std::string refusal(std::string_view text) {
  Errors errors;
  const Node node = parse_yaml(text, "t", errors);
  CHECK(node.kind == Kind::null);
  CHECK(errors.size() == 1);
  return errors.render();
}

// Nobody waits for a refusal. A sanitizer's own time does not count.
template <class Work>
bool takes_no_time(const Work& work) {
  const double ms = test::cpu_ms_of(work);
#ifdef SPARK_SANITIZED
  return ms >= 0;
#else
  return ms < 100;
#endif
}

Node accepted(std::string_view text) {
  Errors errors;
  Node node = parse_yaml(text, "t", errors);
  INFO(errors.render());
  CHECK(errors.empty());
  return node;
}

}  // namespace

TEST_CASE("a tree keeps order, places and quoting") {
  const Node root = accepted("b: [1, \"2\", '3', ~]\na:\n  c: |\n    text\n  d:\n");
  REQUIRE(root.kind == Kind::map);
  REQUIRE(root.entries.size() == 2);
  CHECK(root.entries[0].first.text == "b");
  const Node& list = root.entries[0].second;
  REQUIRE(list.items.size() == 4);
  CHECK_FALSE(list.items[0].quoted);
  CHECK(list.items[1].quoted);
  CHECK(list.items[2].quoted);
  CHECK(list.items[3].kind == Kind::null);
  CHECK(list.items[1].place.line == 1);
  CHECK(list.items[1].place.column == 8);
  const Node* nested = root.find("a");
  REQUIRE(nested != nullptr);
  CHECK(nested->find("c")->text == "text\n");
  CHECK(nested->find("c")->quoted);
  CHECK(nested->find("d")->kind == Kind::null);
  CHECK(nested->find("d")->place.line == 5);
  CHECK(root.find("x") == nullptr);
}

TEST_CASE("an empty text is a null node, and no mistake of YAML") {
  for (const char* text : {"", "\n", "# comment\n", "---\n", "\xEF\xBB\xBF"}) {
    INFO(text);
    CHECK(accepted(text).kind == Kind::null);
  }
}

TEST_CASE("a byte order mark, CRLF and document marks are no harm") {
  const Node root = accepted("\xEF\xBB\xBF---\r\na:\r\n  b: 'c'\r\n...\r\n");
  REQUIRE(root.find("a") != nullptr);
  const Node* value = root.find("a")->find("b");
  REQUIRE(value != nullptr);
  CHECK(value->text == "c");
  CHECK(value->place.line == 3);
  CHECK(value->place.column == 6);
}

TEST_CASE("a document that contains itself is refused") {
  Errors errors;
  const Node node = parse_yaml("a: &a\n  b: *a\n", "t", errors);
  CHECK(node.kind == Kind::null);
  CHECK(contains(errors.render(), "t:1:4: a: an anchor (&name) is not allowed"));
  CHECK(contains(errors.render(), "t:2:6: a.b: an alias (*name) is not allowed"));
}

TEST_CASE("a text that doubles with every alias is refused at the first") {
  CHECK(contains(testing::read("a: &a [x, x]\nb: &b [*a, *a]\nc: [*b, *b]\n").report,
                 "t.yaml:2:8: "));
}

TEST_CASE("ten thousand levels are refused, however they are written") {
  constexpr size_t levels = 10'000;
  const std::vector<std::string> texts = {
      repeated("[", levels),
      "a: " + repeated("[", levels) + repeated("]", levels),
      "a: " + repeated("{a: ", levels),
      "a: " + repeated("[{a: ", levels),
      repeated("- ", levels),
      repeated("? ", levels),
      repeated("- ? ", levels),
  };
  for (const std::string& text : texts) {
    INFO(text.substr(0, 20));
    std::string said;
    const bool soon = takes_no_time([&] { said = refusal(text); });
    CHECK(soon);
    CHECK_FALSE(said.empty());
  }
  std::string indented;
  for (size_t i = 0; i < 400; ++i) indented += std::string(i, ' ') + "a:\n";
  CHECK(contains(refusal(indented), "t:33:33: "));
}

TEST_CASE("exactly the depth allowed is accepted") {
  accepted(repeated("[", depth_max) + repeated("]", depth_max));
  CHECK(contains(refusal(repeated("[", depth_max + 1) + repeated("]", depth_max + 1)),
                 "at most 32 levels"));
}

TEST_CASE("ten megabytes are refused unread") {
  CHECK(contains(refusal(std::string(10'000'000, '[')), "at most 131072 bytes"));
  accepted('#' + std::string(file_bytes_max - 1, 'x'));
  CHECK(contains(refusal('#' + std::string(file_bytes_max, 'x')), "at most 131072 bytes"));
}

TEST_CASE("more values than allowed are refused") {
  accepted('[' + repeated("0,", nodes_max - 1) + ']');
  CHECK(contains(refusal('[' + repeated("0,", nodes_max) + ']'), "at most 50000 values"));
}

TEST_CASE("a hundred kilobytes of any one thing is refused or read, never a crash") {
  const std::vector<std::string> parts = {"[",   "{",   "]",     "- ", "? ", ": ",  "a: ", "\n",
                                          " ",   "\"",  "'",     "#",  ",",  "*a ", "&a ", "!a ",
                                          "|\n", "%\n", "---\n", "\\", "\t", "\r",  "é",   "<<: "};
  for (const std::string& part : parts) {
    INFO(part);
    const std::string text = repeated(part, 100'000 / part.size());
    Errors errors;
    CHECK(takes_no_time([&] { (void)parse_yaml(text, "t", errors); }));
    CHECK(takes_no_time([&] { (void)parse_yaml("a: [" + text, "t", errors); }));
    CHECK(errors.size() < 3 * mistakes_max);
  }
}

TEST_CASE("bytes that are not text are refused with their place") {
  using namespace std::string_literals;
  CHECK(refusal("a: b\nc: \0"s) == "t:2:4: expected UTF-8 text; this byte is a NUL byte\n");
  CHECK(contains(refusal("a: \x04"
                         "b"),
                 "t:1:4: "));  // yaml-cpp takes this one for the end of the file
  CHECK(contains(refusal("a: \x1b[31m"), "is a control character"));
  CHECK(contains(refusal("\xFF\xFE"
                         "a\0:\0"s),
                 "t:1:1: "));
  const std::vector<std::string> not_utf8 = {"\x80",
                                             "\xC3",
                                             "\xC0\x80",
                                             "\xC1\xBF",
                                             "\xE0\x80\x80",
                                             "\xED\xA0\x80",
                                             "\xF0\x80\x80\x80",
                                             "\xF4\x90\x80\x80",
                                             "\xF8\x88\x80\x80\x80",
                                             "\xE2\x82",
                                             "\xE2\x28\xA1",
                                             "\xFF"};
  for (const std::string& bytes : not_utf8) {
    INFO(bytes);
    CHECK(contains(refusal("a: " + bytes), "t:1:4: expected UTF-8 text; this byte is not UTF-8"));
  }
  CHECK(accepted("a: \xC2\xA2\xE2\x82\xAC\xF0\x9F\x98\x80\xEF\xBF\xBD").kind == Kind::map);
}

TEST_CASE("an escape cannot bring in what the text may not hold") {
  CHECK(contains(refusal("a: \"\\0\""), "is a NUL byte"));
  CHECK(contains(refusal("a: \"\\x1b\""), "is a control character"));
  CHECK(contains(refusal("a: \"\\ud800\""), "t:1:"));
}

TEST_CASE("an unclosed quote does not swallow the rest of the file") {
  CHECK(contains(refusal("a: \"b\nc: d\n"), "t:1:4: expected a closing quote"));
  CHECK(contains(refusal("a: 'it''s\n"), "t:1:4: expected a closing quote"));
  CHECK(contains(refusal("a: \"x\\\"\n"), "t:1:4: expected a closing quote"));
  accepted("a: 'it''s'");
  accepted("a: \"x\\\\\"");
  accepted("a: ''");
}

TEST_CASE("a mistake that can be stepped over does not hide the next") {
  Errors errors;
  const Node root =
      parse_yaml("a: 1\na: 2\nb: !x 3\nc: &y 4\nd: {<<: {e: 1}, f: 2}\na: 5\n", "t", errors);
  CHECK(errors.size() == 5);
  CHECK(root.entries.size() == 4);
  CHECK(root.find("a")->text == "1");
  CHECK(root.find("b")->text == "3");
  CHECK(root.find("c")->text == "4");
  REQUIRE(root.find("d") != nullptr);
  CHECK(root.find("d")->entries.size() == 1);
  CHECK(contains(errors.render(), "t:6:1: duplicate key 'a', first given at line 1, column 1"));
}

}  // namespace spark::config
