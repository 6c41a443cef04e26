// What a risky route refuses before it does anything.
#include "spark/members.h"

#include <vector>

#include "support/catch.h"

using Catch::Matchers::ContainsSubstring;

namespace {

// "" where the request is fine. The host has read `given`, of the query or the body.
std::string refusal(std::string_view body, const std::vector<const char*>& given = {"plan"}) {
  std::vector<spark_http_parameter> parameters;
  for (const char* const name : given) parameters.push_back({name, "x"});
  spark_http_request raw{};
  raw.parameters = parameters.data();
  raw.parameter_count = static_cast<uint32_t>(parameters.size());
  spark::Request request;
  request.body = body;
  request.raw = &raw;
  const auto refused = spark::refusal_of_members(request, {"plan", "mode"});
  if (refused) CHECK(refused->status == 400);
  return refused ? refused->body : std::string();
}

}  // namespace

TEST_CASE("a risky request has members that its route knows, of the right type") {
  for (const char* const fine :
       {"", "{}", " { } ", R"({"plan":"mini"})", R"({"confirm":true,"plan":"a \"b\", c}"})",
        R"({ "plan" : "mini" , "confirm" : false })"})
    CHECK(refusal(fine).empty());
  CHECK(refusal("{}", {"mode", "lineage", "confirm"}).empty());
  const struct {
    const char* body;
    const char* says;
  } refused[] = {
      {R"({"confirm":true,"pln":"mini"})", "'pln' is not known here"},
      {R"({"confirm":true,"pln":{"a":1}})", "known: confirm, lineage, plan, mode"},
      {R"({"pl\u0061n":"mini"})", "is not known here"},
      {R"({"plan":5})", "plan: expected a text"},
      {R"({"plan":null})", "plan: expected a text"},
      {R"({"plan":["mini"]})", "plan: expected a text"},
      {R"({"plan":{"mini":1}})", "plan: expected a text"},
      {R"({"mode":"\q"})", "mode: expected a text of JSON"},
      {R"({"confirm":"yes"})", "confirm: expected true or false"},
      {R"({"confirm":1})", "confirm: expected true or false"},
  };
  for (const auto& each : refused) {
    INFO(each.body);
    CHECK_THAT(refusal(each.body), ContainsSubstring(each.says));
  }
  CHECK_THAT(refusal("{}", {"pln"}), ContainsSubstring("'pln' is not known here"));
}

TEST_CASE("a body that is no object is none of a risky request") {
  for (const char* const bad :
       {"{", "}", "[]", "null", "mini", "{}{}", "{} x", R"({"plan"})", R"({"plan":})",
        R"({"plan":"mini")", R"({"plan":"mini",})", R"({"plan":"mini" "mode":"live"})",
        R"({"plan":"mini)", R"({"plan":"mini\)", R"({,"plan":"mini"})", R"({plan:"mini"})"}) {
    INFO(bad);
    CHECK_THAT(refusal(bad), ContainsSubstring("expected"));
  }
}
