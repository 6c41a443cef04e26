// One symbol's minutes: what of them the windows hold, and what outlives them.
#include "features/history.h"

#include <algorithm>
#include <bit>
#include <cmath>
#include <memory>

#include "features/histories.h"
#include "features/stretch.h"
#include "support/catch.h"

using namespace features;
using spark::market::Snapshot;

namespace {

constexpr int64_t begin = 28'401'120;  // a minute of 2024

Minute minute_of(const Snapshot& snapshot) {
  return {snapshot.mid, std::log1p(snapshot.vol_1m), snapshot.spread_bp};
}

// Windows are computed after each `step`th snapshot, as requests come.
std::unique_ptr<History> history_of(const std::vector<Snapshot>& market, size_t from = 0,
                                    size_t step = 3) {
  auto history = std::make_unique<History>();
  for (size_t i = from; i < market.size(); ++i) {
    history->put(market[i].ts_ms, minute_of(market[i]));
    if (i % step == 0) history->windows_at(history->newest());
  }
  return history;
}

// All figures of the history's next minute, to the bit.
std::vector<uint64_t> bits_of(History& history) {
  const Recent now = recent_of(history.windows_at(history.newest() + 1), {42'000, 10, 2});
  std::vector<uint64_t> out;
  for (const double value :
       {now.r1, now.r5, now.sigma, now.mid_mean, now.mid_deviation, now.log_volume_mean,
        now.spread_median, now.rv5, now.rv15, now.rv60, now.rv5_median}) {
    out.push_back(std::bit_cast<uint64_t>(value));
  }
  out.push_back(static_cast<uint64_t>(now.minutes_left));
  return out;
}

}  // namespace

TEST_CASE("windows hold the same bits whenever a history began and was looked at") {
  const auto market = spark::test::random_market(3, 9'000, 0.002);
  const auto whole = bits_of(*history_of(market));
  CHECK(whole.back() == 0);
  for (const size_t from : {1u, 77u, 3'001u, 7'500u}) {
    CAPTURE(from);
    CHECK(bits_of(*history_of(market, from)) == whole);
    CHECK(bits_of(*history_of(market, from, 1'000)) == whole);
  }
}

TEST_CASE("within a minute the last snapshot wins, and leaves no trace of the others") {
  const auto market = spark::test::random_market(4, 3'000, 0);
  const auto plain = history_of(market);
  History busy;
  for (const Snapshot& snapshot : market) {
    busy.put(snapshot.ts_ms - 20'000, {1, 2, 3});
    busy.windows_at(busy.newest());
    busy.windows_at(busy.newest() + 1);  // a reader whose clock is ahead
    busy.put(snapshot.ts_ms, minute_of(snapshot));
  }
  CHECK(bits_of(busy) == bits_of(*plain));
}

TEST_CASE("a history is ready with 1,433 minutes, and not after a gap of more than five") {
  const auto left_with = [](int64_t minutes, int64_t missing_after) {
    History history;
    for (int64_t i = 0; i < minutes; ++i) history.put((begin + i) * minute_ms, {42'000, 1, 1});
    const int64_t next = begin + minutes + missing_after;
    return recent_of(history.windows_at(next), {42'000, 1, 1}).minutes_left;
  };
  CHECK(left_with(0, 0) == 1'432);
  CHECK(left_with(1'431, 0) == 1);
  CHECK(left_with(1'432, 0) == 0);
  CHECK(left_with(3'000, 0) == 0);
  CHECK(left_with(3'000, 1) == 60);  // the last hour's returns
  CHECK(left_with(3'000, 5) == 60);
  CHECK(left_with(3'000, 6) == 1'432);
  CHECK(left_with(3'000, 3'000) == 1'432);
}

TEST_CASE("a missing minute makes null the returns that need it, and the others not") {
  History history;
  for (int64_t i = 0; i < 2'000; ++i)
    if (i != 1'997) history.put((begin + i) * minute_ms, {42'000.0 + static_cast<double>(i), 1, 1});
  const auto at = [&](int64_t i) {
    return recent_of(history.windows_at(begin + i), {42'000.0 + static_cast<double>(i), 1, 1});
  };
  CHECK_FALSE(std::isnan(at(2'000).r1));
  CHECK_FALSE(std::isnan(at(2'000).r5));
  CHECK(std::isnan(at(2'000).rv5));
  CHECK(std::isnan(at(2'001).r1));  // 2,000 was only looked at
  CHECK(std::isnan(at(2'002).r5));  // 1,997 is missing
  CHECK_FALSE(std::isnan(at(2'002).sigma));
}

TEST_CASE("a still market has no volatility to divide by, and a finite one to compare") {
  History history;
  for (int64_t i = 0; i < 1'500; ++i) history.put((begin + i) * minute_ms, {42'000, 1, 1});
  const Recent now = recent_of(history.windows_at(begin + 1'500), {42'000, 1, 1});
  CHECK(now.sigma == 0);
  CHECK(now.rv60 == 0);
  CHECK(now.rv5_median == 0);
}

TEST_CASE("the median with one more value is the median of them all") {
  SortedValues sorted;
  std::vector<double> values;
  for (const double value : {5.0, 1.0, 3.0, 3.0, 9.0, 2.0}) {
    for (const double one : {0.0, 1.0, 2.5, 3.0, 4.0, 10.0}) {
      std::vector<double> all = values;
      all.push_back(one);
      std::sort(all.begin(), all.end());
      const size_t half = all.size() / 2;
      const double expected = all.size() % 2 == 1 ? all[half] : (all[half - 1] + all[half]) / 2;
      CHECK(sorted.middle().median_with(one) == expected);
    }
    sorted.add(value);
    values.push_back(value);
  }
  sorted.remove(9);
  sorted.remove(std::nan(""));
  CHECK(sorted.middle().count == 5);
  CHECK(sorted.middle().median_with(100) == 3);
}

TEST_CASE("minutes that are handed on come back to the bit") {
  const auto market = spark::test::random_market(5, 4'000, 0.002);
  const auto history = history_of(market);
  spark::ByteWriter out;
  write(out, stretch_of(*history));
  spark::ByteReader in(out.text());
  History back;
  append(back, read_stretch(in));
  in.end();
  CHECK(back.newest_ts() == history->newest_ts());
  CHECK(bits_of(back) == bits_of(*history));
}

TEST_CASE("handed-on minutes that cannot be are refused") {
  const auto market = spark::test::random_market(6, 10, 0);
  const Stretch good = stretch_of(*history_of(market));
  const auto failure = [&](auto&& spoil) {
    Stretch bad = good;
    spoil(bad);
    spark::ByteWriter out;
    write(out, bad);
    spark::ByteReader in(out.text());
    try {
      (void)read_stretch(in);
    } catch (const spark::Error& error) {
      return std::string(error.what());
    }
    return std::string();
  };
  using Catch::Matchers::ContainsSubstring;
  CHECK(failure([](Stretch&) {}).empty());
  CHECK_THAT(failure([](Stretch& s) { s.minutes[3].mid = -1; }), ContainsSubstring("minute 3"));
  CHECK_THAT(failure([](Stretch& s) { s.minutes[4].mid = INFINITY; }),
             ContainsSubstring("minute 4"));
  CHECK_THAT(failure([](Stretch& s) { s.minutes[5].spread_bp = -1; }),
             ContainsSubstring("minute 5"));
  CHECK_THAT(failure([](Stretch& s) { s.last_ts += 600'000; }), ContainsSubstring("last minute"));
  CHECK_THAT(failure([](Stretch& s) { s.first = -7; }), ContainsSubstring("last minute"));
  CHECK_THAT(failure([](Stretch& s) { s.minutes.resize(1'501, s.minutes[0]); }),
             ContainsSubstring("at most 1500 minutes"));
}

TEST_CASE("two halves of a history join to the whole, whichever came first") {
  const auto market = spark::test::random_market(7, 4'000, 0.001);
  const auto whole = bits_of(*history_of(market));
  const std::vector<Snapshot> until(market.begin(), market.begin() + 3'000);
  const std::vector<Snapshot> since(market.begin() + 2'900, market.end());
  const auto spare = std::make_unique<History>();
  auto late = history_of(since);
  join(*late, stretch_of(*history_of(until)), {}, *spare);
  CHECK(bits_of(*late) == whole);
  auto early = history_of(until);
  join(*early, stretch_of(*history_of(since)), {}, *spare);
  CHECK(bits_of(*early) == whole);
}

TEST_CASE("what a history knows itself wins over what it is given, but for what is stale") {
  History history;
  for (int64_t i = 0; i < 3; ++i) history.put((begin + i) * minute_ms, {42'000, 1, 1});
  const Stretch stale = stretch_of(history);
  History other;
  for (int64_t i = 0; i < 5; ++i) other.put((begin + i) * minute_ms + 7, {43'000, 2, 2});
  const auto spare = std::make_unique<History>();
  History first = history;
  join(first, stretch_of(other), {}, *spare);
  CHECK(first.at(begin + 2).mid == 42'000);
  CHECK(first.at(begin + 4).mid == 43'000);
  CHECK(first.newest_ts() == (begin + 4) * minute_ms + 7);
  join(history, stretch_of(other), stale, *spare);
  CHECK(history.at(begin + 2).mid == 43'000);
}
