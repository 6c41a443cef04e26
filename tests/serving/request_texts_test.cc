// Which ids and trace parents are taken from a client.
#include "serving/request_texts.h"

#include "support/catch.h"

using namespace spark::serving;

TEST_CASE("a request's id is taken if it is short and visible") {
  const std::string longest(128, 'a');
  for (const std::string& id :
       {std::string("a"), std::string("7f3c-11"), longest, std::string("~!\"\\{}")}) {
    CHECK(sane_id(id) == id);
  }
  for (const std::string& id :
       {std::string(), longest + "a", std::string("two words"), std::string("tab\t"),
        std::string("\x7f"), std::string("caf\xc3\xa9"), std::string("a\0b", 3)}) {
    CHECK(sane_id(id).empty());
  }
}

TEST_CASE("a traceparent is taken if it is one") {
  const std::string trace = "0af7651916cd43dd8448eb211c80319c";
  const std::string parent = "b7ad6b7169203331";
  const struct {
    std::string text;
    bool valid;
  } cases[] = {
      {"00-" + trace + "-" + parent + "-01", true},
      {"00-" + trace + "-" + parent + "-ff", true},
      {"01-" + trace + "-" + parent + "-01", true},
      {"01-" + trace + "-" + parent + "-01-more", true},
      {"01-" + trace + "-" + parent + "-01more", false},
      {"01-" + trace + "-" + parent + "-01-" + std::string(100, 'a'), false},
      {"01-" + trace + "-" + parent + "-01-a b", false},
      {"00-" + trace + "-" + parent + "-01-more", false},
      {"00-" + trace + "-" + parent + "-01-", false},
      {"ff-" + trace + "-" + parent + "-01", false},
      {"0-" + trace + "-" + parent + "-001", false},
      {"0G-" + trace + "-" + parent + "-01", false},
      {"00-" + std::string(32, '0') + "-" + parent + "-01", false},
      {"00-" + trace + "-" + std::string(16, '0') + "-01", false},
      {"00-0AF7651916CD43DD8448EB211C80319C-" + parent + "-01", false},
      {"00-" + trace + "-" + parent + "-0x", false},
      {"00_" + trace + "-" + parent + "-01", false},
      {"00-" + trace + "_" + parent + "-01", false},
      {"00-" + trace + "-" + parent + "_01", false},
      {"00-" + trace + "-" + parent + "-0", false},
      {"", false},
  };
  for (const auto& c : cases) {
    CAPTURE(c.text);
    CHECK(valid_traceparent(c.text) == (c.valid ? c.text : ""));
  }
}

TEST_CASE("of a header that is sent twice nothing is taken") {
  spark::http::Request request;
  request.headers = {{"X-Request-Id", "a"}, {"traceparent", "b"}, {"x-request-id", "c"}};
  CHECK(only_header(request, "X-Request-Id").empty());
  CHECK(only_header(request, "Traceparent") == "b");
  CHECK(only_header(request, "Other").empty());
}
