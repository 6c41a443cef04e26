#include "http/wheel.h"

#include <algorithm>
#include <map>
#include <memory>
#include <random>
#include <vector>

#include "support/catch.h"

using spark::http::Wheel;

namespace {

struct Named : Wheel::Timer {
  explicit Named(int name_) : name(name_) {}
  int name;
};

std::vector<int> advance(Wheel& wheel, uint64_t now) {
  std::vector<int> expired;
  wheel.advance(now, [&](Wheel::Timer& t) { expired.push_back(static_cast<Named&>(t).name); });
  return expired;
}

using Names = std::vector<int>;

}  // namespace

TEST_CASE("a timer expires at its tick, once") {
  Wheel wheel;
  Named timer(1);
  wheel.set(timer, 3);
  CHECK(advance(wheel, 2).empty());
  CHECK(timer.is_set());
  CHECK(advance(wheel, 3) == Names{1});
  CHECK_FALSE(timer.is_set());
  CHECK(advance(wheel, 5000).empty());
}

TEST_CASE("timers expire in the order of their ticks") {
  Wheel wheel;
  Named a(1), b(2), c(3);
  wheel.set(a, 7);
  wheel.set(b, 5);
  wheel.set(c, 6);
  CHECK(advance(wheel, 10) == Names{2, 3, 1});
}

TEST_CASE("a timer that is put off expires later, one that is brought forward earlier") {
  Wheel wheel;
  Named off(1), forward(2);
  wheel.set(off, 3);
  wheel.set(off, 9);
  wheel.set(forward, 9);
  wheel.set(forward, 4);
  CHECK(advance(wheel, 3).empty());
  CHECK(advance(wheel, 4) == Names{2});
  CHECK(advance(wheel, 8).empty());
  CHECK(advance(wheel, 9) == Names{1});
}

TEST_CASE("a cancelled or destroyed timer does not expire") {
  Wheel wheel;
  Named cancelled(1);
  wheel.set(cancelled, 2);
  {
    Named gone(2);
    wheel.set(gone, 2);
  }
  wheel.cancel(cancelled);
  CHECK(advance(wheel, 5).empty());
}

TEST_CASE("a timer far beyond one round waits its time") {
  Wheel wheel;
  Named timer(1);
  wheel.set(timer, 10'000);
  CHECK(advance(wheel, 9'999).empty());
  CHECK(advance(wheel, 10'000) == Names{1});
}

TEST_CASE("a timer set for the past expires at the next tick") {
  Wheel wheel;
  advance(wheel, 100);
  Named timer(1);
  wheel.set(timer, 50);
  CHECK(advance(wheel, 101) == Names{1});
}

TEST_CASE("a long sleep expires everything that was due") {
  Wheel wheel;
  Named a(1), b(2), later(3);
  wheel.set(a, 5);
  wheel.set(b, 3'000);
  wheel.set(later, 1'000'001);
  CHECK(advance(wheel, 1'000'000).size() == 2);
  CHECK(advance(wheel, 1'000'001) == Names{3});
}

TEST_CASE("what expires may set itself again and cancel others") {
  Wheel wheel;
  Named again(1), victim(2);
  wheel.set(again, 4);
  wheel.set(victim, 4);
  int runs = 0;
  const auto expire = [&](Wheel::Timer& timer) {
    CHECK(&timer == &again);
    wheel.cancel(victim);
    if (++runs < 3) wheel.set(again, wheel.now() + 2);
  };
  wheel.advance(20, expire);
  CHECK(runs == 3);
}

TEST_CASE("any sequence of setting and cancelling agrees with a plain list of due ticks") {
  std::mt19937 random(7);
  Wheel wheel;
  std::vector<std::unique_ptr<Named>> timers;
  for (int i = 0; i < 50; ++i) timers.push_back(std::make_unique<Named>(i));
  std::map<int, uint64_t> due;
  uint64_t now = 0;
  for (int round = 0; round < 20'000; ++round) {
    const int which = static_cast<int>(random() % timers.size());
    if (random() % 4 == 0) {
      wheel.cancel(*timers[which]);
      due.erase(which);
    } else {
      due[which] = now + 1 + random() % 2'500;
      wheel.set(*timers[which], due[which]);
    }
    now += random() % 4;
    Names expected;
    for (const auto& [name, tick] : due) {
      if (tick <= now) expected.push_back(name);
    }
    for (int name : expected) due.erase(name);
    Names expired = advance(wheel, now);
    std::sort(expired.begin(), expired.end());
    REQUIRE(expired == expected);
  }
}
