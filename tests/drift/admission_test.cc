// Which snapshots become samples, as a table.
#include "admission.h"

#include "support/catch.h"

using namespace drift;

namespace {

constexpr int64_t noon = 1'795'608'000'000;  // a full minute

struct Case {
  const char* what;
  int64_t last_ms;
  int64_t ts_ms;
  int64_t now_ms;
  Admitted expected;
};

constexpr Case cases[] = {
    {"the first one", 0, noon, noon, Admitted::opens},
    {"the next minute", noon, noon + 60'000, noon + 60'000, Admitted::opens},
    {"hours later", noon, noon + 9'000'000, noon + 9'000'000, Admitted::opens},
    {"later in the minute", noon, noon + 59'999, noon + 59'999, Admitted::replaces},
    {"the same again", noon + 5, noon + 5, noon + 100, Admitted::duplicate},
    {"earlier in the minute", noon + 5, noon + 4, noon + 100, Admitted::disordered},
    {"of the minute before", noon, noon - 1, noon + 100, Admitted::late},
    {"of a day before", noon, noon - 86'400'000, noon + 100, Admitted::late},
    {"a minute ahead of the host", noon, noon + 60'000, noon, Admitted::opens},
    {"more than a minute ahead", noon, noon + 60'001, noon, Admitted::ahead},
    {"years ahead, and the first one", 0, noon * 2, noon, Admitted::ahead},
    {"old, and the first one", 0, noon - 86'400'000, noon, Admitted::opens},
};

}  // namespace

TEST_CASE("a snapshot opens a minute, replaces its values, or does not enter") {
  for (const Case& each : cases) {
    INFO(each.what);
    CHECK(admit(each.last_ms, minute_of(each.last_ms), each.ts_ms, each.now_ms) == each.expected);
    const bool is_in = each.expected == Admitted::opens || each.expected == Admitted::replaces;
    CHECK(enters(each.expected) == is_in);
  }
}

TEST_CASE("a minute that the clock has closed takes nothing more, and the next one opens") {
  const int64_t open = minute_of(noon) + 1;
  CHECK(admit(noon, open, noon + 59'999, noon + 66'000) == Admitted::late);
  CHECK(admit(noon, open, noon + 60'000, noon + 66'000) == Admitted::opens);
}

TEST_CASE("the clock closes a minute five seconds after its end, where its snapshot came in time") {
  CHECK_FALSE(is_over(noon + 59'999, noon + 60'100, noon + 64'999));
  CHECK(is_over(noon + 59'999, noon + 60'100, noon + 65'000));
  CHECK(is_over(noon + 1, noon - 400, noon + 65'000));                   // the client is ahead
  CHECK(is_over(noon + 1, noon + 5'001, noon + 65'000));                 // so much behind, still
  CHECK_FALSE(is_over(noon + 1, noon + 5'002, noon + 65'000));           // the feed lags
  CHECK_FALSE(is_over(noon + 1, noon + 86'400'000, noon + 99'999'999));  // recorded
  CHECK_FALSE(is_over(noon + 1, 0, noon + 65'000));                      // from before a restart
}
