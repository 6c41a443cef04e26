// Components that include each other are found, at any distance.
#include "style/cycles.h"

#include <string>

#include "support/catch.h"

namespace spark::style {
namespace {

// Cycles on the list. Lower it with each that goes; never raise it.
constexpr size_t known_cycles_max = 3;

Source including(const std::string& path, const std::string& include) {
  return {path, "// A.\n#include \"" + include + "\"\n"};
}

TEST_CASE("two components that include each other are a cycle, by header or by source") {
  const struct {
    const char* name;
    std::vector<Source> sources;
    std::vector<Cycle> cycles;
  } cases[] = {
      {"headers",
       {including("host/a/x.h", "a/y.h"), including("host/a/y.h", "a/x.h")},
       {{"host/a", {"x", "y"}}}},
      {"a source and a header",
       {including("host/a/x.cc", "a/y.h"), including("host/a/y.h", "a/x.h"), {"host/a/x.h", ""}},
       {{"host/a", {"x", "y"}}}},
      {"two sources",
       {including("host/a/x.cc", "a/y.h"),
        including("host/a/y.cc", "a/x.h"),
        {"host/a/x.h", ""},
        {"host/a/y.h", ""}},
       {{"host/a", {"x", "y"}}}},
      {"three in a ring",
       {including("host/a/x.h", "a/y.h"), including("host/a/y.h", "a/z.h"),
        including("host/a/z.h", "a/x.h"), including("host/a/w.h", "a/x.h")},
       {{"host/a", {"x", "y", "z"}}}},
      {"written from the plugin's folder",
       {including("plugins/p/x.h", "y.h"),
        including("plugins/p/y.cc", "x.h"),
        {"plugins/p/y.h", ""}},
       {{"plugins/p", {"x", "y"}}}},
      {"two rings",
       {including("host/b/x.h", "b/y.h"), including("host/b/y.h", "b/x.h"),
        including("host/a/x.h", "a/y.h"), including("host/a/y.h", "a/x.h")},
       {{"host/a", {"x", "y"}}, {"host/b", {"x", "y"}}}},
      {"a source and its own header", {including("host/a/x.cc", "a/x.h"), {"host/a/x.h", ""}}, {}},
      {"one way", {including("host/a/x.h", "a/y.h"), {"host/a/y.h", ""}}, {}},
      {"two ways to one",
       {including("host/a/x.h", "a/z.h"),
        including("host/a/y.h", "a/z.h"),
        including("host/a/x.cc", "a/y.h"),
        {"host/a/z.h", ""}},
       {}},
      {"folders, which the table is about",
       {including("host/a/x.h", "b/y.h"), including("host/b/y.h", "a/x.h")},
       {}},
      {"tests", {including("tests/a/x.h", "a/y.h"), including("tests/a/y.h", "a/x.h")}, {}},
  };
  for (const auto& c : cases) {
    INFO(c.name);
    CHECK(cycles_of(c.sources) == c.cycles);
  }
}

TEST_CASE("a cycle is refused unless it is known, and a known one that is gone is refused") {
  const std::vector<Source> pair = {including("host/a/x.h", "a/y.h"),
                                    including("host/a/y.h", "a/x.h")};
  const std::vector<Cycle> known = {{"host/a", {"x", "y"}}};
  const auto unknown = component_cycles(pair, {});
  REQUIRE(unknown.size() == 1);
  CHECK(unknown[0].path == "host/a/x.h");
  CHECK(unknown[0].text.find("these include each other: x, y") == 0);
  CHECK(component_cycles(pair, known).empty());
  CHECK(component_cycles({}, known).size() == 1);
  // A known pair that a third one joined is another cycle, and no pair any more.
  std::vector<Source> ring = pair;
  ring.push_back(including("host/a/y.cc", "a/z.h"));
  ring.push_back(including("host/a/z.h", "a/x.h"));
  CHECK(component_cycles(ring, known).size() == 2);
}

TEST_CASE("the list of known cycles only gets shorter") {
  CHECK(known_cycles().size() == known_cycles_max);
}

}  // namespace
}  // namespace spark::style
