#include "config/origin.h"

#include "support/catch.h"

namespace spark::config {

TEST_CASE("an origin is read as browsers write it") {
  const struct {
    const char* text;
    const char* origin;
  } cases[] = {
      {"https://console.example", "https://console.example"},
      {"HTTPS://Console.Example", "https://console.example"},
      {"http://10.1.2.3:8080", "http://10.1.2.3:8080"},
      {"https://console.example:443", "https://console.example"},
      {"http://console.example:80", "http://console.example"},
      {"http://console.example:443", "http://console.example:443"},
      {"http://[fd00::1]:8080", "http://[fd00::1]:8080"},
      {"http://localhost:3000", "http://localhost:3000"},
  };
  for (const auto& c : cases) {
    INFO(c.text);
    REQUIRE(parse_origin(c.text).has_value());
    CHECK(*parse_origin(c.text) == c.origin);
  }
}

TEST_CASE("what no browser would send as an origin is refused") {
  for (const char* text : {"",
                           "*",
                           "https://*.example",
                           "null",
                           "console.example",
                           "https:console.example",
                           "ftp://console.example",
                           "https://",
                           "https://console.example/",
                           "https://console.example/a",
                           "https://console.example?a",
                           "https://a b",
                           "https://user@console.example",
                           "https://console.example:",
                           "https://console.example:0",
                           "https://console.example:65536",
                           "https://console.example:80x",
                           "https://[fd00::1",
                           "https://[fd00::x]",
                           "https://[::1]x"}) {
    INFO(text);
    CHECK(parse_origin(text).has_error());
  }
}

}  // namespace spark::config
