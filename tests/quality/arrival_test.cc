// Which snapshots enter the minutes that predictions are judged by.
#include "quality/arrival.h"

#include "support/catch.h"

using namespace quality;

namespace {

constexpr int64_t start_ms = 1'709'510'400'000;
constexpr int64_t late_now_ms = start_ms + 1'000'000'000;

struct Source {
  Last last;

  Arrival at(int64_t ms, double mid = 100, int64_t now_ms = late_now_ms) {
    const Arrival arrival = arrival_of(last, start_ms + ms, mid, now_ms);
    if (enters(arrival)) enter(last, arrival, start_ms + ms, mid);
    return arrival;
  }
};

}  // namespace

TEST_CASE("a minute has the values of its last snapshot, in the order of time") {
  Source source;
  CHECK(source.at(1'000) == Arrival::began);
  CHECK(source.at(30'000) == Arrival::updated);
  CHECK(source.at(30'000) == Arrival::duplicate);
  CHECK(source.at(29'000) == Arrival::disordered);
  CHECK(source.at(60'000) == Arrival::advanced);
  CHECK(source.at(59'999) == Arrival::late);
  CHECK(source.last.ts_ms == start_ms + 60'000);
  CHECK(source.last.first == minute_of(start_ms));
}

TEST_CASE("a mid that is far off the minute before does not enter, unless that was long ago") {
  Source source;
  source.at(0, 100);
  source.at(60'000, 101);
  CHECK(source.at(61'000, 160) == Arrival::off);
  CHECK(source.at(62'000, 49) == Arrival::off);
  CHECK(source.at(120'000, 152) == Arrival::off);
  CHECK(source.at(63'000, 140) == Arrival::updated);
  CHECK(source.at(7 * 60'000, 10) == Arrival::off);
  CHECK(source.at(8 * 60'000, 10) == Arrival::advanced);
}

TEST_CASE("a time that the host has not reached does not close minutes") {
  Source source;
  CHECK(source.at(0, 100, start_ms - 60'001) == Arrival::ahead);
  CHECK(source.at(0, 100, start_ms - 60'000) == Arrival::began);
}

TEST_CASE("a source that has gone back is believed after some minutes that say so") {
  Source source;
  source.at(200 * 60'000);
  CHECK(source.at(140 * 60'000) == Arrival::late);  // an hour is no such thing
  for (int64_t minute = 0; minute < 5; ++minute) CHECK(source.at(minute * 60'000) == Arrival::late);
  CHECK(source.at(4 * 60'000 + 1) == Arrival::late);  // no other minute
  CHECK(source.at(5 * 60'000) == Arrival::began);
  CHECK(source.last.life == 2);
  CHECK(source.last.first == minute_of(start_ms) + 5);
}
