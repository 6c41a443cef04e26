// The exit code of `sparkctl canary preflight`, against a host of the test's own.
#include "fake_server.h"
#include "program.h"
#include "support/catch.h"

using namespace spark;
using test::contains;
using test::http_answer;
using test::Ran;

namespace {

std::string answer(const test::SeenRequest& request) {
  if (request.method != "POST" || !request.target.starts_with("/canary/preflight"))
    return http_answer(404, R"({"error":"unknown route: there"})");
  if (request.target.ends_with("=late")) return http_answer(429, R"({"error":"again in 2 s"})");
  const bool passes = request.target.ends_with("=fine");
  return http_answer(200, passes ? R"({"pass":true})" : R"({"pass":false,"reason":"few"})");
}

}  // namespace

TEST_CASE("a preflight that does not pass is no success") {
  const test::FakeServer host(answer);
  const test::FakeServer other([](const auto&) {
    return http_answer(404, R"({"error":"unknown route: POST /canary/preflight"})");
  });
  const std::string there = "--executor " + host.url();
  struct Case {
    std::string arguments;
    int code;
    const char* text;
  };
  const Case cases[] = {{there, 1, "no pass: few"},
                        {there + " --json", 1, "\"pass\": false"},
                        {there + " lineage=fine", 0, "verdict    pass"},
                        {there + " --lineage late", 1, "again in 2 s"},
                        {there + " plan=full", 2, "expected lineage=NAME"},
                        {"--executor " + other.url(), 2, "runs without the plugin canary"},
                        {"--executor http://127.0.0.1:1", 3, "is sparkd running?"},
                        {"--help", 0, "Exit codes: 0 pass, 1 no pass"}};
  for (const Case& each : cases) {
    const Ran ran = test::run("sparkctl canary preflight " + each.arguments);
    CAPTURE(each.arguments, ran.text);
    CHECK(ran.code == each.code);
    CHECK(contains(ran.text, each.text));
  }
}
