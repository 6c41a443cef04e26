// What is on record of a request's body.
#include "actions/actions.h"
#include "support/catch.h"

using namespace spark::actions;

TEST_CASE("a record of a body has no token in it, however its name is written") {
  CHECK(recorded_body(R"({"confirm":true})") == R"({"confirm":true})");
  CHECK(recorded_body("no JSON") == "no JSON");
  const std::string secret = "s3cret";
  for (const std::string name : {"approver_token", R"(approver\u005ftoken)", "_token"}) {
    const std::string shown =
        recorded_body(R"({"confirm":true,")" + name + R"(":"first","to":1,")" + name + R"(":")" +
                      secret + R"("})");
    INFO(shown);
    CHECK(shown.find(secret) == std::string::npos);
    CHECK(shown.find("first") == std::string::npos);
    CHECK(shown.find("(not recorded)") != std::string::npos);
    CHECK(shown.find("\"to\":1") != std::string::npos);
  }
}
