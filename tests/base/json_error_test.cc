// What is said of a body that is no JSON: the place, in a text that does not grow with the body.
#include "base/json_error.h"
#include "base/utf8.h"

#include <algorithm>
#include <string>

#include "base/text.h"
#include "support/catch.h"
#include "support/cpu_time.h"

namespace spark::base {
namespace {

constexpr uint32_t depth_max = 32;

std::string explained(std::string_view body) {
  return explain_json_error(body, depth_max, "the decoder's own words");
}

std::string repeated(std::string_view text, size_t times) {
  std::string all;
  for (size_t i = 0; i < times; ++i) all += text;
  return all;
}

TEST_CASE("a mistake in JSON is named by its byte, a number out of range by its field") {
  struct Case {
    const char* body;
    const char* text;
  };
  const Case cases[] = {
      {R"({"a":1e400})", "a: the number is out of range"},
      {R"({"a":{"b":[1,2,-1e400]}})", "a.b[2]: the number is out of range"},
      {R"({"a":[[],{},"x",true,null,[0,1e400]]})", "a[5][1]: the number is out of range"},
      {R"({"a":{"x":1},"b":{"c":1e400}})", "b.c: the number is out of range"},
      {R"({"a":{"long":1},"b":{"c":1},"":{"d":1e400}})", "d: the number is out of range"},
      {R"({"a\u0062\n":1e400})", "ab\n: the number is out of range"},
      {R"([1e400])", "[0]: the number is out of range"},
      {R"(1e400)", "the request body: the number is out of range"},
      // Whole numbers that a double holds and 64 bits do not are numbers.
      {R"({"a":18446744073709551616,"b":1e400})", "b: the number is out of range"},
      {R"({"a":-9223372036854775809,"b":})",
       "the request body is not valid JSON at byte 30: syntax error"},
      {R"({"a":1e30,"b":1e400})", "b: the number is out of range"},
      // Whichever comes first.
      {R"({"a":1e400,"b":})", "a: the number is out of range"},
      {R"({"a":,"b":1e400})", "the request body is not valid JSON at byte 5: syntax error"},
      {R"({"a":1} x)",
       "the request body is not valid JSON at byte 8: something follows the object"},
      {R"({"a":1)", "the request body is not valid JSON at byte 6: it ends too early"},
      {R"({"a":1})", "the request body is not valid JSON: the decoder's own words"},
  };
  for (const Case& each : cases) {
    INFO(each.body);
    CHECK(explained(each.body) == each.text);
  }
}

TEST_CASE("an explanation stays short and UTF-8, however long the names that lead to the mistake") {
  const std::string bodies[] = {
      "{\"" + std::string(100'000, 'k') + "\":1e400}",
      "{\"" + repeated("😀", 20'000) + "\":1e400}",
      "{\"" + repeated("\\u00e9", 20'000) + "\":1e400}",
      repeated(R"({"a name that is not short, nor is it long":)", 30) + "1e400" +
          std::string(30, '}'),
      repeated("[0,", 30) + "1e400" + std::string(30, ']'),
      std::string(100'000, ' '),
      "{\"a\":" + std::string(100'000, '9') + "}",
  };
  for (const std::string& body : bodies) {
    INFO(body.substr(0, 60));
    const std::string text = explained(body);
    CHECK(text.size() <= error_bytes_max);
    CHECK(is_utf8(text));
  }
  CHECK(explained(bodies[0]) == std::string(57, 'k').append("…: the number is out of range"));
}

// What each byte of the body costs is compared, so that the machine's speed does not matter.
TEST_CASE("an explanation of many elements below a long name costs what its bytes cost") {
  const auto cpu_ms_a_byte = [](const std::string& body) {
    double best_ms = 1e9;
    for (int round = 0; round < 3; ++round) {
      best_ms = std::min(best_ms, test::cpu_ms_of([&] {
                           CHECK(explained(body).ends_with("the number is out of range"));
                         }));
    }
    return best_ms / static_cast<double>(body.size());
  };
  const std::string elements = repeated("0,", 50'000);
  const double plain = cpu_ms_a_byte("{\"k\":[" + elements + "1e400]}");
  const double hostile =
      cpu_ms_a_byte("{\"" + std::string(100'000, 'k') + "\":[" + elements + "1e400]}");
  INFO("ms a byte: " << hostile << ", plain " << plain);
  CHECK(hostile < 10 * plain);
}

}  // namespace
}  // namespace spark::base
