#include "objects/sums.h"

#include "support/catch.h"

using namespace spark;
using namespace spark::objects;
using Catch::Matchers::ContainsSubstring;

namespace {

const std::string a = std::string(64, 'a');
const std::string b = std::string(64, 'b');

std::string refusal(const std::string& text) {
  const auto sums = parse_sums(text);
  return sums ? "" : sums.error().text;
}

std::string difference(const Sums& found, const Sums& listed) {
  const auto compared = compare_sums(found, listed);
  return compared ? "" : compared.error().text;
}

}  // namespace

TEST_CASE("sums are read as sha256sum writes them") {
  const auto sums = parse_sums(a + "  model.json\n" + b + " *trees/one two.bin\n" + b + "  ./x\n");
  REQUIRE(sums.has_value());
  CHECK(*sums == Sums{{"model.json", a}, {"trees/one two.bin", b}, {"x", b}});
  CHECK(parse_sums("")->empty());
  CHECK(print_sums({{"b", b}, {"a/c", a}}) == a + "  a/c\n" + b + "  b\n");
}

TEST_CASE("sums of any other form are refused with their line") {
  struct Case {
    std::string line;
    const char* why;
  };
  const Case cases[] = {
      {"", "64 lower-case hex digits"},
      {a.substr(1) + "  x", "64 lower-case hex digits"},
      {"A" + a.substr(1) + "  x", "64 lower-case hex digits"},
      {"\\" + a + "  x\\ny", "64 lower-case hex digits"},
      {a + " x", "64 lower-case hex digits"},
      {a + "  ", "64 lower-case hex digits"},
      {a + "  ok", "'ok' is listed twice"},
      {a + "  ./ok", "'ok' is listed twice"},
      {a + "  ../x", "within the artefact"},
      {a + "  /x", "within the artefact"},
      {a + "  a//x", "within the artefact"},
      {a + "  a/", "within the artefact"},
      {a + "  .", "within the artefact"},
      {a + "  a/../x", "within the artefact"},
      {a + "  a\\x", "within the artefact"},
      {a + "  a\x01", "within the artefact"},
      {a + "  1/2/3/4/5/x", "within the artefact"},
      {a + "  " + std::string(129, 'n'), "within the artefact"},
  };
  for (const Case& each : cases) {
    INFO(each.line);
    CHECK_THAT(refusal(b + "  ok\n" + each.line + "\n"),
               ContainsSubstring("SHA256SUMS: line 2: ") && ContainsSubstring(each.why));
  }
  CHECK(refusal(a + "  1/2/3/4/x\n").empty());
  CHECK(refusal(a + "  " + std::string(128, 'n') + "\n").empty());
  CHECK_THAT(refusal(a + "  x"), ContainsSubstring("line 1: does not end in a line feed"));
}

TEST_CASE("sums of more files than an artefact may have are refused") {
  std::string text;
  for (size_t i = 0; i < artefact_entries_max; ++i) text += a + "  " + std::to_string(i) + "\n";
  CHECK(refusal(text).empty());
  CHECK_THAT(refusal(text + a + "  x\n"), ContainsSubstring("line 257: more than 256 files"));
}

TEST_CASE("sums agree, or the file is named") {
  CHECK(difference({{"x", a}, {"SHA256SUMS", b}}, {{"x", a}}).empty());
  CHECK_THAT(difference({{"x", a}}, {{"x", b}}),
             ContainsSubstring("x: its digest is " + a + ", but SHA256SUMS says " + b));
  CHECK_THAT(difference({{"x", a}}, {{"x", a}, {"y", b}}), ContainsSubstring("y: missing"));
  CHECK_THAT(difference({{"x", a}, {"y", b}}, {{"x", a}}), ContainsSubstring("y: not listed"));
}
