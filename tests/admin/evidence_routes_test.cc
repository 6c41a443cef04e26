// What a tool may put on record, and as what.
#include "admin/evidence_routes.h"

#include "base/sha256.h"
#include "support/catch.h"

using namespace spark;
using admin::read_evidence;
using Catch::Matchers::ContainsSubstring;

TEST_CASE("a tool's record is kept byte by byte, with its digest") {
  const auto read = read_evidence(R"({"kind":"train.report","subject":"m-7",)"
                                  R"("record":{"auc": 0.710, "n":12345678901234567890}})");
  REQUIRE(read.has_value());
  const store::Record& record = read->record;
  CHECK(record.actor == "http");
  CHECK(record.action == "train.report");
  CHECK(record.object == "m-7");
  CHECK(record.result == "done");
  CHECK(record.detail == R"({"auc": 0.710, "n":12345678901234567890})");
  REQUIRE(record.digests.size() == 1);
  CHECK(record.digests[0].sha256 == base::sha256_hex(record.detail));
  CHECK(read->values.empty());
}

TEST_CASE("a record that was made without a host is marked as imported") {
  const auto read = read_evidence(
      R"({"format":"spark-evidence-1","kind":"a.b","written":"2026-01-31T12:00:00.000Z",)"
      R"("record":{}})");
  REQUIRE(read.has_value());
  CHECK(read->record.result == "imported, written 2026-01-31T12:00:00.000Z");
}

TEST_CASE("a body that is none is refused with what was expected") {
  struct Case {
    const char* body;
    const char* why;
  };
  for (const Case& c : {
           Case{"", "JSON object"},
           {"[]", "an array"},
           {R"({"kind":"a.b"})", "expected {"},
           {R"({"record":{}})", "expected {"},
           {R"({"kind":"a.b","record":{},"actor":"me"})", "expected {"},
           {R"({"kind":"a","record":{}})", "joined by dots"},
           {R"({"kind":"a.b","record":[]})", "an array"},
           {R"({"kind":"a.b","record":{"x":1,"x":2}})", "twice"},
           {R"({"kind":"a.b","kind":"a.c","record":{}})", "twice"},
           {R"({"kind":"a.b","record":{},"written":"some day, perhaps, after all of it"})",
            "written"},
       }) {
    INFO(c.body);
    const auto read = read_evidence(c.body);
    REQUIRE(read.has_error());
    CHECK_THAT(read.error().text, ContainsSubstring(c.why));
  }
}
