// sparkctl promote: the approver's own token goes with the approver's name, however that is given.
#include "fake_server.h"
#include "program.h"
#include "scratch.h"
#include "support/catch.h"

using namespace spark::test;

namespace {

// A host with the one route, which answers each promotion with 200.
std::string answer(const SeenRequest& request, const std::string& port) {
  if (request.target == "/admin/v1/routes")
    return http_answer(200, R"({"routes":[{"listener":"main","method":"POST","path":"/promote",)"
                            R"("access":"admin","owner":"plugin:promote","doc":"Exchange."}]})");
  if (request.target == "/admin/v1/status")
    return http_answer(
        200, R"({"listeners":[{"name":"main","address":"127.0.0.1","port":)" + port + "}]}");
  return http_answer(200, "{}");
}

}  // namespace

TEST_CASE("an approver's token is sent with the name, as an option and as key=value") {
  const Scratch scratch;
  const std::string key = scratch.write("key", "secret\n");
  const std::string own = scratch.write("own", "adas-own-token\n");
  std::string port;
  const FakeServer host([&port](const SeenRequest& request) { return answer(request, port); });
  port = std::to_string(host.port());
  const auto body = [&](const std::string& words) {
    const Ran ran = run("sparkctl --admin " + host.url() + " --token-file " + key + " promote " +
                            words + " --confirm",
                        ".", "SPARK_APPROVER_TOKEN_FILE=" + own);
    INFO(ran.text);
    CHECK(ran.code == 0);
    return host.seen().back().body;
  };
  const std::string token = R"("approver_token":"adas-own-token")";
  CHECK(body("--approver Ada").find(token) != std::string::npos);
  CHECK(body("approver=Ada").find(token) != std::string::npos);
  CHECK(body("lineage=other").find("approver_token") == std::string::npos);
}
