#include "config/units.h"

#include "config/numbers.h"
#include "read.h"
#include "support/catch.h"

namespace spark::config {

TEST_CASE("durations are milliseconds") {
  CHECK(*parse_duration_ms("60ms") == 60);
  CHECK(*parse_duration_ms("30s") == 30'000);
  CHECK(*parse_duration_ms("1.5s") == 1'500);
  CHECK(*parse_duration_ms("10min") == 600'000);
  CHECK(*parse_duration_ms("24h") == 86'400'000);
  CHECK(*parse_duration_ms("7d") == 604'800'000);
  CHECK(*parse_duration_ms("0ms") == 0);
}

TEST_CASE("a duration is written as it may be read, in its largest whole unit") {
  for (const char* text : {"0ms", "60ms", "1500ms", "30s", "90s", "10min", "25h", "7d", "1.5ms"}) {
    INFO(text);
    CHECK(duration_text(*parse_duration_ms(text)) == text);
  }
  CHECK(duration_text(86'400'000) == "1d");
}

TEST_CASE("a duration without a unit, or with a wrong one, is refused") {
  for (const char* text : {"", "60", "ms", "60 ms", "60m", "60sec", "-1s", "-0s", "010ms", "1e3",
                           "ms60", "1e308d", "infs", ".5s", "0x1s", "60ms60ms"}) {
    INFO(text);
    CHECK(parse_duration_ms(text).has_error());
  }
  CHECK(testing::contains(parse_duration_ms("60").error().text, "the unit is missing"));
  CHECK(testing::contains(parse_duration_ms("60m").error().text, "unknown unit 'm'"));
}

TEST_CASE("a duration that nobody means is refused with what is allowed") {
  CHECK(*parse_duration_ms("3650d") == duration_ms_max);
  CHECK(*parse_duration_ms("0.001ms") == duration_ms_min);
  CHECK(*parse_duration_ms("0s") == 0);
  struct Case {
    const char* text;
    const char* why;
  };
  const Case cases[] = {
      {"3651d", "at most 3650d"},      {"200000d", "at most 3650d"},
      {"87601h", "at most 3650d"},     {"9223372036854775807ms", "at most 3650d"},
      {"1e300d", "at most 3650d"},     {"0.0009ms", "at least 0.001ms"},
      {"1e-300s", "at least 0.001ms"}, {"0.00000000001d", "at least 0.001ms"},
  };
  for (const auto& [text, why] : cases) {
    INFO(text);
    REQUIRE(parse_duration_ms(text).has_error());
    CHECK(testing::contains(parse_duration_ms(text).error().text, why));
  }
}

TEST_CASE("a size that nobody means is refused with what is allowed") {
  CHECK(*parse_size_bytes("1024GiB") == size_bytes_max);
  for (const char* text : {"1025GiB", "1099511627777", "9223372036854775807", "9007199254740991KiB",
                           "8796093022208MiB"}) {
    INFO(text);
    REQUIRE(parse_size_bytes(text).has_error());
    CHECK(testing::contains(parse_size_bytes(text).error().text, "at most 1024GiB"));
  }
}

TEST_CASE("a ratio is written as percent or as number") {
  CHECK(*parse_ratio("2%") == 0.02);
  CHECK(*parse_ratio("0.02") == 0.02);
  CHECK(*parse_ratio("100%") == 1.0);
  CHECK(*parse_ratio("0.5%") == 0.005);
  CHECK(*parse_ratio("-5%") == -0.05);
  for (const char* text : {"", "%", "2 %", "2%%", "two", ".5", "nan", "1e999"}) {
    INFO(text);
    CHECK(parse_ratio(text).has_error());
  }
}

TEST_CASE("sizes are bytes, in powers of 1024") {
  CHECK(*parse_size_bytes("0") == 0);
  CHECK(*parse_size_bytes("512") == 512);
  CHECK(*parse_size_bytes("64KiB") == 65'536);
  CHECK(*parse_size_bytes("1MiB") == 1'048'576);
  CHECK(*parse_size_bytes("2GiB") == 2'147'483'648);
  for (const char* text :
       {"", "KiB", "64KB", "64k", "1.5MiB", "-1", "64 KiB", "9007199254740992GiB"}) {
    INFO(text);
    CHECK(parse_size_bytes(text).has_error());
  }
}

TEST_CASE("numbers are written as in JSON") {
  for (const char* text : {"0", "-1", "42", "-0"}) CHECK(number_form(text) == NumberForm::whole);
  for (const char* text : {"0.5", "-1.25", "1e6", "1E-6", "0.0"})
    CHECK(number_form(text) == NumberForm::decimal);
  for (const char* text : {"010", "-01", "00", "+1", ".5", "5.", "0x1F", "0o17", "0b1", "1_000",
                           "1_0.5", ".inf", "-.INF", "+.Inf", ".NaN", "01.5"}) {
    INFO(text);
    CHECK(number_form(text) == NumberForm::refused);
  }
  for (const char* text : {"", "-", ".", "e", "1e", "1e+", "v1", "1.2.3", "1-2", "_1", "_", "0x",
                           "0xg", "infinity", "nan", "1 2", "--1"}) {
    INFO(text);
    CHECK(number_form(text) == NumberForm::none);
  }
}

TEST_CASE("numbers that do not fit are refused, not rounded or wrapped") {
  CHECK(*parse_whole("-9223372036854775808") == INT64_MIN);
  CHECK(parse_whole("9223372036854775808").has_error());
  CHECK(parse_whole("1.0").has_error());
  CHECK(*parse_number("3") == 3.0);
  CHECK(parse_number("1e400").has_error());
  CHECK(parse_number("1e-400").has_error());
}

}  // namespace spark::config
