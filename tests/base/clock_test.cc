// UTC stamps, against dates that calendars get wrong.
#include "base/clock.h"

#include <string>

#include "support/catch.h"

namespace spark::base {
namespace {

std::string stamp(int64_t utc_ms) {
  char out[24];
  iso8601_utc(utc_ms, out);
  return {out, sizeof out};
}

TEST_CASE("a stamp is the UTC date and time in ISO 8601") {
  struct Case {
    int64_t utc_ms;
    const char* text;
  };
  const Case cases[] = {
      {0, "1970-01-01T00:00:00.000Z"},
      {951'782'399'999, "2000-02-28T23:59:59.999Z"},
      {951'782'400'000, "2000-02-29T00:00:00.000Z"},
      {1'717'199'999'123, "2024-05-31T23:59:59.123Z"},
      {4'107'542'400'000, "2100-03-01T00:00:00.000Z"},  // 2100 is no leap year
      {253'402'300'799'999, "9999-12-31T23:59:59.999Z"},
  };
  for (const Case& c : cases) CHECK(stamp(c.utc_ms) == c.text);
}

TEST_CASE("a clock that was set wrong gives the nearer end of the range") {
  CHECK(stamp(-1) == "1970-01-01T00:00:00.000Z");
  CHECK(stamp(INT64_MAX) == "9999-12-31T23:59:59.999Z");
}

TEST_CASE("the steady clock does not go back") {
  int64_t before = steady_ns();
  for (int i = 0; i < 1000; ++i) {
    const int64_t now = steady_ns();
    REQUIRE(now >= before);
    before = now;
  }
}

}  // namespace
}  // namespace spark::base
