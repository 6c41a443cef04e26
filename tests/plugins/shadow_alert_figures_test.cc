// What alerts ask of a pair: the last minutes alone, and never of fewer than a hundred.
#include "shadow/alert_figures.h"

#include <map>

#include "shadow/watched_pairs.h"
#include "support/catch.h"

using namespace shadow;
using Catch::Detail::Approx;

namespace {

constexpr int64_t minute_ms = PairHistory::minute_ms;
constexpr int64_t noon_ms = 1'713'960'000'000;

// So many pairs, of which `matches` match and `errors` have no score; each takes `ms`.
PairBucket pairs(uint64_t count, uint64_t matches, uint64_t errors = 0, double ms = 1) {
  PairBucket made;
  made.sums.requests = made.sums.pairs = count;
  made.sums.errors = errors;
  made.sums.scored = count - errors;
  made.sums.matches = matches;
  made.candidate_times[static_cast<uint32_t>(no_times().cell_of(ms))] = count;
  return made;
}

std::map<std::string, Figure> figures(PairHistory& history, int64_t now_ms) {
  std::map<std::string, Figure> found;
  for (const Figure& each : history.figures(now_ms)) found.emplace(each.name, each);
  return found;
}

}  // namespace

TEST_CASE("alerts hear of a hundred pairs at least") {
  PairHistory history;
  history.add(noon_ms, pairs(99, 0));
  CHECK_FALSE(figures(history, noon_ms).contains("recent.match_rate_5min"));
  CHECK(figures(history, noon_ms).contains("match_rate_5min"));
  history.add(noon_ms, pairs(1, 0));
  auto told = figures(history, noon_ms);
  for (const char* name :
       {"recent.match_rate_5min", "recent.match_rate_10min", "recent.match_rate_1h",
        "recent.error_rate_5min", "recent.error_rate_10min", "recent.p95_ms_5min",
        "recent.p95_ms_10min"}) {
    INFO(name);
    REQUIRE(told.contains(name));
    CHECK(told.at(name).samples == 100);
    CHECK_FALSE(told.at(name).is_productions);
  }
}

TEST_CASE("each window has its own minutes, and reaches back to no others") {
  PairHistory history;
  history.add(noon_ms, pairs(1'000, 1'000));
  history.add(noon_ms + 20 * minute_ms, pairs(200, 100));
  history.add(noon_ms + 27 * minute_ms, pairs(200, 100, 100, 70));
  auto told = figures(history, noon_ms + 27 * minute_ms);
  CHECK(told.at("recent.match_rate_5min").value == 1);
  CHECK(told.at("recent.match_rate_10min").value == Approx(200.0 / 300));
  CHECK(told.at("recent.match_rate_1h").value == Approx(1'200.0 / 1'300));
  CHECK(told.at("recent.error_rate_5min").value == 0.5);
  CHECK(told.at("recent.error_rate_10min").value == 0.25);
  CHECK(told.at("recent.p95_ms_5min").value == Approx(70).epsilon(0.011));
  CHECK(told.at("recent.match_rate_10min").from_ms == noon_ms + 18 * minute_ms);
  // Nothing came since: absent, not as it was.
  told = figures(history, noon_ms + 40 * minute_ms);
  CHECK_FALSE(told.contains("recent.error_rate_10min"));
  CHECK_FALSE(told.contains("recent.p95_ms_10min"));
  CHECK(told.contains("recent.match_rate_1h"));
  CHECK_FALSE(figures(history, noon_ms + 90 * minute_ms).contains("recent.match_rate_1h"));
}

TEST_CASE("minutes stay for an hour as sums, with their times for ten minutes") {
  PairHistory history;
  for (int minute = 0; minute < 120; ++minute)
    history.add(noon_ms + minute * minute_ms, pairs(200, 150));
  CHECK(history.minutes().size() == 60);
  size_t with_times = 0;
  for (const auto& [number, counts] : history.minutes())
    with_times += counts.candidate_times.empty() ? 0 : 1;
  CHECK(with_times == 10);
  CHECK(figures(history, noon_ms + 119 * minute_ms).at("recent.match_rate_1h").samples == 12'000);
}

TEST_CASE("an exchange in the minute in which a minute loses its times adds nothing twice") {
  PairHistory history;
  for (int minute = 0; minute < 11; ++minute)
    history.add(noon_ms + minute * minute_ms, pairs(200, 200));
  const PairOf identity;
  const WatchedPairs::All before = {{identity, {history.hours(), history.minutes()}}};
  history.add(noon_ms + 12 * minute_ms, pairs(200, 0));
  const WatchedPairs::All more =
      WatchedPairs::difference(before, {{identity, {history.hours(), history.minutes()}}});
  uint64_t requests = 0;
  for (const auto& [number, counts] : more.at(identity).minutes) requests += counts.sums.requests;
  CHECK(requests == 200);
}
