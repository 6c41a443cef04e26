// What is kept of alerts: changes, minutes, starts.
#include "alert_history.h"

#include "promote/made_inputs.h"
#include "spark/error.h"
#include "support/catch.h"

using namespace spark::test;
using promote::AlertHistory;
using promote::AlertNow;
using promote::day_ms;
using promote::hour_ms;
using promote::minute_ms;

namespace {

const std::string digest_a(64, 'a');
const std::string digest_b(64, 'b');

AlertNow alert(bool is_firing, const std::string& sha256 = digest_a) {
  return {"match-low", "critical", "vol", "candidate", false, is_firing, sha256};
}

}  // namespace

TEST_CASE("changes are kept, not states") {
  AlertHistory history;
  const int64_t t = made_now_ms;
  history.saw(t, {alert(false)});
  history.saw(t + 5'000, {alert(true)});
  history.saw(t + 10'000, {alert(true)});
  history.saw(t + 15'000, {});  // absent: what fires goes on
  history.saw(t + 20'000, {alert(false)});
  const auto seen = history.seen(t + 20'000);
  REQUIRE(seen.alerts.size() == 1);
  const std::vector<promote::AlertChange> expected = {{t + 5'000, true, digest_a},
                                                      {t + 20'000, false, digest_a}};
  CHECK(seen.alerts[0].changes == expected);
}

TEST_CASE("an alert that fires on under a new candidate fires of that one, too") {
  AlertHistory history;
  history.saw(made_now_ms, {alert(true, digest_a)});
  history.saw(made_now_ms + 5'000, {alert(true, digest_b)});
  const auto changes = history.seen(made_now_ms + 5'000).alerts.at(0).changes;
  REQUIRE(changes.size() == 3);
  CHECK(changes[2] == promote::AlertChange{made_now_ms + 5'000, true, digest_b});
}

TEST_CASE("minutes in which nobody looked are missing") {
  AlertHistory history;
  for (int64_t minute = 0; minute < 1'440; ++minute)
    if (minute % 2 == 0) history.saw(made_now_ms + minute * minute_ms, {});
  CHECK(history.seen(made_now_ms + 1'439 * minute_ms).minutes == 720);
  CHECK(history.seen(made_now_ms + 1'439 * minute_ms + day_ms / 2).minutes == 360);
  CHECK(history.seen(made_now_ms + 3 * day_ms).minutes == 0);
  history.saw(made_now_ms + 9 * day_ms, {});
  CHECK(history.seen(made_now_ms + 9 * day_ms).minutes == 1);
}

TEST_CASE("what is older than a day goes, what still fires stays") {
  AlertHistory history;
  history.started(made_now_ms);
  AlertNow other = alert(true);
  other.name = "other";
  history.saw(made_now_ms, {alert(true), other});
  history.saw(made_now_ms + hour_ms, {alert(false), other});
  history.saw(made_now_ms + 30 * hour_ms, {other});
  const auto seen = history.seen(made_now_ms + 30 * hour_ms);
  REQUIRE(seen.alerts.size() == 1);
  CHECK(seen.alerts[0].name == "other");
  CHECK(seen.alerts[0].changes.size() == 1);
  CHECK(seen.starts_ms.empty());
}

TEST_CASE("a clock that was set back changes nothing") {
  AlertHistory history;
  history.saw(made_now_ms, {alert(false)});
  history.saw(made_now_ms - hour_ms, {alert(true)});
  CHECK(history.seen(made_now_ms).alerts.at(0).changes.empty());
}

TEST_CASE("a history comes back from its bytes, and from no others") {
  AlertHistory history;
  history.started(made_now_ms);
  history.saw(made_now_ms, {alert(true)});
  spark::ByteWriter out;
  history.write(out);
  AlertHistory read;
  spark::ByteReader in(out.text());
  read.read(in);
  CHECK(read.seen(made_now_ms) == history.seen(made_now_ms));
  for (size_t size = 0; size < out.text().size(); ++size) {
    spark::ByteReader cut(std::string_view(out.text()).substr(0, size));
    CHECK_THROWS_AS(read.read(cut), spark::Error);
  }
  CHECK(read.seen(made_now_ms) == history.seen(made_now_ms));
}
