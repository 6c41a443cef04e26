// Who may approve a promotion, and what a request for one may hold.
#include "promote/promote_subject.h"

using namespace spark::test;
using Catch::Matchers::ContainsSubstring;

namespace {

// As sha256sum(1) prints them of "ada's own token" and "grace's own token".
std::string ada_digest() {
  return "df10bb505dea4f954651a47bc78dae498c498adb1891164eff8d6e2dc82f1090";
}
std::string grace_digest() {
  return "c2424f16c7344a73d763816ab70cf5dd675c092cf17941d56e3c8d7687ee24c6";
}

}  // namespace

TEST_CASE("a promotion without a named approver is refused") {
  PromoteSubject subject;
  subject.start();
  for (const std::string query : {"", "?approver=", "?approver=a\x7f"}) {
    subject.host.call("POST", "/promote" + query, R"({"confirm":true})");
    CHECK(subject.last_reply().status == 400);
    CHECK_THAT(subject.last_reply().json, ContainsSubstring("approver"));
  }
  CHECK(subject.host.jobs.empty());
}

TEST_CASE("a promotion and its way back refuse members that they do not know") {
  PromoteSubject subject;
  subject.start();
  for (const std::string body :
       {R"({"confirm":true,"approver":5})", R"({"confirm":true,"approver":" "})",
        R"({"confirm":true,"approver":null})", R"({"confirm":true,"approver":"Ada","linage":"x"})",
        "{"}) {
    INFO(body);
    subject.host.call("POST", "/promote", body);
    CHECK(subject.last_reply().status == 400);
  }
  subject.host.call("POST", "/promote/rollback", R"({"confirm":true,"linage":"x"})");
  CHECK(subject.last_reply().status == 400);
  CHECK_THAT(subject.last_reply().json, ContainsSubstring("known: confirm, lineage"));
  CHECK(subject.host.jobs.empty());
}

TEST_CASE("where approvers are configured, nobody else approves") {
  PromoteSubject subject;
  subject.start([](spark::testing::Settings& with) { with.list("approvers", {"Ada", "Grace"}); });
  subject.host.call("POST", "/promote?approver=Eve", R"({"confirm":true})");
  CHECK(subject.last_reply().status == 403);
  CHECK_THAT(subject.last_reply().json, ContainsSubstring("'Eve' is none of the configured"));
  CHECK(subject.host.jobs.empty());
  subject.promote();
  bool is_listed = false;
  for (const auto& record : subject.host.records)
    is_listed |= record.kind == "decision" &&
                 json::parse(record.json).at("approver_is").as_string() == "listed";
  CHECK(is_listed);
}

TEST_CASE("an approver with a token of the own proves it, and nobody else can") {
  PromoteSubject subject;
  const auto digests =
      std::vector<std::string>{"Ada=sha256:" + ada_digest(), "Grace=sha256:" + grace_digest()};
  subject.start([&](spark::testing::Settings& with) { with.list("approvers", digests); });
  const auto refused = [&](const std::string& body) {
    subject.host.call("POST", "/promote", body);
    CHECK(subject.last_reply().status == 403);
    CHECK(subject.host.jobs.empty());
    return subject.last_reply().json;
  };
  CHECK_THAT(refused(R"({"confirm":true,"approver":"Ada"})"), ContainsSubstring("by a token"));
  const std::string wrong =
      refused(R"({"confirm":true,"approver":"Ada","approver_token":"grace's own token"})");
  CHECK_THAT(wrong, ContainsSubstring("another token"));
  CHECK_THAT(wrong, !ContainsSubstring("own token"));
  (void)refused(R"({"confirm":true,"approver":"Ada","approver_token":""})");
  subject.host.call("POST", "/promote?approver=Ada&approver_token=x", R"({"confirm":true})");
  CHECK(subject.last_reply().status == 400);
  subject.host.call("POST", "/promote",
                    R"({"confirm":true,"approver":"Ada","approver_token":"ada's own token"})");
  subject.settle();
  REQUIRE(subject.host.swaps.size() == 1);
  bool is_proven = false;
  for (const auto& record : subject.host.records) {
    CHECK_THAT(record.json, !ContainsSubstring("own token"));
    CHECK_THAT(record.file, !ContainsSubstring("own token"));
    is_proven |= record.kind == "decision" &&
                 json::parse(record.json).at("approver_is").as_string() == "proven";
  }
  CHECK(is_proven);
}
