// `sparkctl evidence append` without a host: what it writes, and what it says of mistakes.
#include "ctl/append_evidence.h"

#include "program.h"
#include "scratch.h"
#include "support/catch.h"
#include "support/file_text.h"

using namespace spark;
using namespace spark::ctl;
using Catch::Matchers::ContainsSubstring;
using test::contains;

namespace {

// A port where nobody listens.
constexpr const char* nobody = "--admin http://127.0.0.1:1 ";

test::Ran append(const test::Scratch& scratch, const std::string& arguments) {
  return test::run("sparkctl " + std::string(nobody) + "evidence append " + arguments,
                   scratch.path());
}

}  // namespace

TEST_CASE("the text for the host has the record byte by byte") {
  const auto text = evidence_text({"a.b", "m \"7\"", "", "", ""}, "{\"x\": 1.50}\n", "");
  REQUIRE(text.has_value());
  CHECK(*text ==
        "{\"format\":\"spark-evidence-1\",\"kind\":\"a.b\",\"subject\":\"m \\\"7\\\"\","
        "\"record\":{\"x\": 1.50}\n}\n");
  CHECK(check_evidence_text(*text).has_error());  // none that was written to a file
  const auto written = evidence_text({"a.b", "", "", "", ""}, "{}", "2026-01-31T12:00:00.000Z");
  CHECK(check_evidence_text(written.value()).has_value());
}

TEST_CASE("a kind or a record that is none is refused before anything is asked or written") {
  const test::Scratch scratch;
  const std::string good = scratch.write("good.json", "{}");
  const std::string twice = scratch.write("twice.json", R"({"a":1,"a":2})");
  struct Case {
    std::string arguments;
    const char* why;
  };
  for (const Case& c : {
           Case{"--file " + good, "expected --kind"},
           {"--kind report --file " + good, "joined by dots"},
           {"--kind a.b --file " + twice, "twice"},
           {"--kind a.b --file " + scratch.path("none.json"), "none.json"},
           {"--kind a.b --file " + scratch.write("large.json", std::string(70'000, ' ')), "65536"},
           {"--import " + good, "expected a file that sparkctl evidence append wrote"},
           {"--import x --out y", "excludes"},
       }) {
    const test::Ran ran = append(scratch, c.arguments);
    INFO(ran.text);
    CHECK(ran.code == 2);
    CHECK_THAT(ran.text, ContainsSubstring(c.why));
  }
}

TEST_CASE("without a host the record is written to a file, and the way back is said") {
  const test::Scratch scratch;
  const std::string file = scratch.write("report.json", R"({"auc":0.71})");
  const test::Ran ran = append(scratch, "--kind train.report --subject m-7 --file " + file);
  INFO(ran.text);
  CHECK(ran.code == 3);  // a host was named
  CHECK(contains(ran.text, "cannot connect"));
  CHECK(contains(ran.text, "sparkctl evidence append --import "));
  const std::string out = scratch.path("kept.json");
  CHECK(append(scratch, "--kind train.report --file " + file + " --out " + out).code == 0);
  const std::string text = test::read_file(out);
  const test::Ran again = append(scratch, "--kind train.report --file " + file + " --out " + out);
  CHECK(again.code == 2);
  CHECK(contains(again.text, "kept.json is there already"));
  CHECK(check_evidence_text(text).has_value());
  CHECK(contains(text, R"("record":{"auc":0.71}})"));
  // An import needs the host, and leaves the file.
  CHECK(append(scratch, "--import " + out).code == 3);
  CHECK(test::read_file(out) == text);
}
