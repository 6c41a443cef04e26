// The parser's vectors once more, over sockets: a connection does what the parser says, and always
// ends.
#include "http/fixture.h"
#include "http/vectors.h"
#include "support/case_count.h"
#include "support/catch.h"

using namespace spark::http;
using namespace spark::http::test;

namespace {

std::string words(const std::vector<Reply>& replies) {
  std::string out;
  for (const Reply& reply : replies) {
    const bool served = reply.status < 300 || reply.status == 404 || reply.status == 405;
    const bool closes = reply.header("Connection") == "close";
    out += out.empty() ? "" : " ";
    out += served ? (closes ? "ok,close" : "ok") : std::to_string(reply.status);
  }
  return out;
}

std::string without_more(std::string want) {
  const size_t at = want.rfind("more");
  if (at != std::string::npos) want.resize(at == 0 ? 0 : at - 1);
  return want;
}

// HEAD's answer has a length and no body, which a stream of answers cannot be split by.
bool has_head(const Vector& vector) {
  return vector.bytes.find("HEAD") != std::string::npos;
}

}  // namespace

TEST_CASE("a server answers every vector as the parser judges it") {
  Fixture fixture(vector_limits());
  size_t ran = 0;
  size_t passed = 0;
  for (const Vector& vector : vectors()) {
    if (has_head(vector)) continue;
    ++ran;
    INFO(vector.name);
    Client client = fixture.connect();
    client.send(vector.bytes);
    const bool refused = vector.want.find_last_of("0123456789") == vector.want.size() - 1;
    const bool closes = vector.want.find("close") != std::string::npos;
    // Refusals and closes come at once, without our side being shut.
    if (!refused && !closes) client.shut();
    const auto replies = split(client.read_to_end());
    CHECK(words(replies) == without_more(vector.want));
    bool errors_are_json = true;
    for (const Reply& reply : replies) {
      if (reply.status >= 300) errors_are_json &= reply.body.starts_with("{\"error\":\"");
    }
    CHECK(errors_are_json);
    if (errors_are_json && words(replies) == without_more(vector.want)) ++passed;
  }
  spark::test::report_cases("HTTP", passed, ran,
                            "over sockets; besides, through the parser split at every byte");
  CHECK(fixture.total(&Counts::parse_errors) > 180);
}
