// How answers are rendered.
#include "http/buffered_response.h"
#include "http/request.h"
#include "support/catch.h"

using namespace spark::http;

namespace {

std::string rendered(const BufferedResponse& answer, bool head_only = false,
                     After after = After::keep) {
  std::string out;
  answer.render(out, {after, head_only});
  return out;
}

}  // namespace

TEST_CASE("an answer is rendered with its length") {
  BufferedResponse answer;
  answer.begin();
  answer.status(200, ContentType::json);
  answer.body() += "{}";
  CHECK(rendered(answer) ==
        "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 2\r\n\r\n{}");
  CHECK(rendered(answer, true, After::close) ==
        "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 2\r\n"
        "Connection: close\r\n\r\n");
  CHECK(rendered(answer, true, After::keep_1_0).find("Connection: keep-alive\r\n") !=
        std::string::npos);
}

TEST_CASE("additional headers and other types are rendered") {
  BufferedResponse answer;
  answer.begin();
  answer.status(405, ContentType::text_metrics);
  answer.header("Allow", "GET, HEAD");
  CHECK(rendered(answer) ==
        "HTTP/1.1 405 Method Not Allowed\r\nContent-Type: text/plain; version=0.0.4; "
        "charset=utf-8\r\nContent-Length: 0\r\nAllow: GET, HEAD\r\n\r\n");
}

TEST_CASE("a page is sent with a policy by which no script runs in it") {
  BufferedResponse answer;
  answer.begin();
  answer.status(200, ContentType::html);
  answer.body() += "<p>";
  CHECK(rendered(answer) ==
        "HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\n"
        "Content-Security-Policy: sandbox; default-src 'none'; style-src 'unsafe-inline'; "
        "img-src data:\r\nContent-Length: 3\r\n\r\n<p>");
  for (const auto& [type, name] : {std::pair(ContentType::csv, "text/csv; charset=utf-8"),
                                   std::pair(ContentType::text, "text/plain; charset=utf-8"),
                                   std::pair(ContentType::bytes, "application/octet-stream")}) {
    answer.begin();
    answer.status(200, type);
    CHECK(rendered(answer).find(std::string("Content-Type: ") + name + "\r\nContent-Length") !=
          std::string::npos);
  }
}

TEST_CASE("nothing of the answer before is left") {
  BufferedResponse answer;
  answer.begin();
  answer.status(200, ContentType::json);
  answer.header("Allow", "GET");
  answer.body() += "long";
  answer.close();
  answer.begin();
  CHECK_FALSE(answer.has_status());
  CHECK_FALSE(answer.wants_close());
  answer.status(202, ContentType::json);
  CHECK(rendered(answer).find("Allow") == std::string::npos);
  CHECK(rendered(answer).find("Content-Length: 0\r\n") != std::string::npos);
}

TEST_CASE("an answer without content has neither type, length nor body") {
  BufferedResponse answer;
  answer.begin();
  answer.status(204, ContentType::json);
  answer.body() += "nothing";
  CHECK(rendered(answer) == "HTTP/1.1 204 No Content\r\n\r\n");
}

TEST_CASE("an error is JSON whatever the text holds") {
  BufferedResponse answer;
  answer.begin();
  answer.body() += "half an answer";
  answer.error(400, "a \"b\" \\ \n \xff caf\xc3\xa9");
  CHECK(answer.body() == "{\"error\":\"a \\\"b\\\" \\\\ \\n \xef\xbf\xbd caf\xc3\xa9\"}");
}
