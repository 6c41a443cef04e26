// When timers are due, and how they meet pauses, exchanges and restarts.
#include "services/timers.h"

#include "base/clock.h"
#include "support/catch.h"
#include "support/manual_queue.h"

using namespace spark;
using namespace spark::services;
using Catch::Matchers::ContainsSubstring;
using test::ManualQueue;

namespace {

constexpr int64_t day_ms = 86'400'000;
// 2026-11-27, a Friday, 00:00 UTC.
constexpr int64_t friday_ms = 1'795'737'600'000;

struct Rig {
  Rig() {
    durable.use({}, [](std::span<const store::State::Change>) { return base::Result<void>(); });
  }

  void every(const void* owner, const std::string& name, uint32_t period_ms) {
    const auto made = timers.every(owner, "p", name, period_ms, [this, name](uint32_t missed) {
      fired += name + std::to_string(missed) + " ";
    });
    REQUIRE(made.has_value());
  }
  void at(const void* owner, const TimerRule& rule) {
    const auto made =
        timers.at(owner, "p", "report", rule, [this](int64_t due_utc_ms, uint32_t missed) {
          fired += base::iso8601_utc(due_utc_ms).substr(0, 16) + "/" + std::to_string(missed) + " ";
        });
    REQUIRE(made.has_value());
    control.pass_ms(0);
  }
  void pass_ms(int64_t ms) {
    now_ms += ms;
    control.pass_ms(ms);
  }
  std::string fresh() { return std::exchange(fired, ""); }

  ManualQueue control;
  ManualQueue writer;
  DurableValues durable{&writer};
  int64_t now_ms = friday_ms;
  Timers timers{
      control, durable, {[this] { return now_ms * 1'000'000; }, [this] { return now_ms; }}};
  std::string fired;
  int one = 0;  // two objects of one plugin
  int two = 0;
};

}  // namespace

TEST_CASE("a rule's times are found before and after any moment") {
  const auto text = [](int64_t ms) { return base::iso8601_utc(ms).substr(0, 16); };
  const struct {
    TimerRule rule;
    int64_t at_ms;
    const char* last;
    const char* next;
  } cases[] = {
      {{0, 0, 0}, friday_ms, "2026-11-27T00:00", "2026-11-28T00:00"},
      {{0, 0, 0}, friday_ms - 1, "2026-11-26T00:00", "2026-11-27T00:00"},
      {{0, 23, 59}, friday_ms, "2026-11-26T23:59", "2026-11-27T23:59"},
      {{5, 0, 0}, friday_ms, "2026-11-27T00:00", "2026-12-04T00:00"},
      {{4, 12, 30}, friday_ms, "2026-11-26T12:30", "2026-12-03T12:30"},
      {{7, 23, 59}, friday_ms, "2026-11-22T23:59", "2026-11-29T23:59"},
      {{1, 0, 0}, friday_ms, "2026-11-23T00:00", "2026-11-30T00:00"},
      {{1, 0, 0}, 7 * day_ms, "1970-01-05T00:00", "1970-01-12T00:00"},
  };
  for (const auto& c : cases) {
    INFO(c.rule.weekday << " " << c.rule.hour << ":" << c.rule.minute << " at " << c.at_ms);
    CHECK(text(last_due(c.rule, c.at_ms)) == c.last);
    CHECK(text(next_due(c.rule, c.at_ms)) == c.next);
  }
}

TEST_CASE("a period's calls come in time, or collapse into one that says so") {
  Rig rig;
  rig.every(&rig.one, "a", 100);
  rig.pass_ms(99);
  CHECK(rig.fresh().empty());
  rig.pass_ms(1);
  CHECK(rig.fresh() == "a0 ");
  rig.pass_ms(350);
  CHECK(rig.fresh() == "a2 ");
  rig.pass_ms(49);
  CHECK(rig.fresh().empty());
  rig.pass_ms(1);
  CHECK(rig.fresh() == "a0 ");
}

TEST_CASE("a timer that was cancelled, or whose object rests, is not called") {
  Rig rig;
  rig.every(&rig.one, "a", 100);
  rig.every(&rig.one, "b", 100);
  rig.every(&rig.two, "c", 100);
  rig.timers.cancel(&rig.one, "a");
  rig.timers.cancel(&rig.one, "none");
  rig.pass_ms(100);
  CHECK(rig.fresh() == "b0 c0 ");
  rig.timers.cancel_all(&rig.one);
  rig.pass_ms(100);
  CHECK(rig.fresh() == "c0 ");
}

TEST_CASE("the object that takes another's place goes on in the same phase") {
  Rig rig;
  rig.every(&rig.one, "a", 100);
  rig.pass_ms(140);
  CHECK(rig.fresh() == "a0 ");
  rig.timers.cancel_all(&rig.one);
  rig.every(&rig.two, "a", 100);
  rig.pass_ms(59);
  CHECK(rig.fresh().empty());
  rig.pass_ms(1);
  CHECK(rig.fresh() == "a0 ");
  rig.every(&rig.two, "a", 70);  // another period begins anew
  rig.pass_ms(69);
  CHECK(rig.fresh().empty());
  rig.pass_ms(1);
  CHECK(rig.fresh() == "a0 ");
}

TEST_CASE("a timer may end itself, and take its place again, from within its call") {
  Rig rig;
  int calls = 0;
  std::function<void(uint32_t)> fire = [&](uint32_t) {
    ++calls;
    rig.timers.cancel(&rig.one, "a");
    if (calls < 3) (void)rig.timers.every(&rig.one, "p", "a", 50, fire);
  };
  REQUIRE(rig.timers.every(&rig.one, "p", "a", 50, fire).has_value());
  for (int i = 0; i < 10; ++i) rig.pass_ms(50);
  CHECK(calls == 3);
}

TEST_CASE("each time of a rule is called for once, also what fell in a pause") {
  Rig rig;
  rig.at(&rig.one, {0, 12, 0});
  CHECK(rig.fresh().empty());  // what was before the timer existed is nobody's
  rig.pass_ms(day_ms / 2);
  CHECK(rig.fresh() == "2026-11-27T12:00/0 ");
  rig.timers.cancel_all(&rig.one);
  rig.pass_ms(2 * day_ms);
  CHECK(rig.fresh().empty());
  rig.at(&rig.two, {0, 12, 0});
  CHECK(rig.fresh() == "2026-11-28T12:00/0 2026-11-29T12:00/0 ");
  for (int i = 0; i < 120; ++i) rig.pass_ms(1'000);  // the clock is looked at several times
  CHECK(rig.fresh().empty());

  Timers restarted(rig.control, rig.durable,
                   {[&] { return rig.now_ms * 1'000'000; }, [&] { return rig.now_ms; }});
  rig.now_ms += 40 * day_ms;
  std::string caught_up;
  int count = 0;
  const auto made =
      restarted.at(&rig.one, "p", "report", {0, 12, 0}, [&](int64_t due, uint32_t missed) {
        if (count++ == 0)
          caught_up = base::iso8601_utc(due).substr(0, 10) + "/" + std::to_string(missed);
        else
          CHECK(missed == 0);
      });
  REQUIRE(made.has_value());
  rig.control.pass_ms(0);
  CHECK(count == caught_up_max);
  CHECK(caught_up == "2026-12-09/9");
}

TEST_CASE("a timer that is none is refused by what was expected") {
  Rig rig;
  const auto period = [&](uint32_t ms) { return rig.timers.every(&rig.one, "p", "a", ms, {}); };
  CHECK_THAT(period(9).error().text, ContainsSubstring("10 ms to 24 h, found 9 ms"));
  CHECK_THAT(period(86'400'001).error().text, ContainsSubstring("found 86400001 ms"));
  for (const TimerRule& rule : {TimerRule{8, 0, 0}, TimerRule{0, 24, 0}, TimerRule{0, 0, 60}})
    CHECK_THAT(rig.timers.at(&rig.one, "p", "a", rule, {}).error().text,
               ContainsSubstring("expected a weekday of 0 to 7"));
  for (uint32_t i = 0; i < timers_max; ++i) rig.every(&rig.one, "t" + std::to_string(i), 1'000);
  CHECK_THAT(period(1'000).error().text, ContainsSubstring("more than 64 timers"));
  rig.every(&rig.one, "t0", 2'000);  // which replaces one
  rig.every(&rig.two, "t0", 1'000);
}

TEST_CASE("the same object's timer begins anew, as one that counts idle time needs") {
  Rig rig;
  rig.every(&rig.one, "idle", 100);
  for (int i = 0; i < 5; ++i) {
    rig.pass_ms(90);
    rig.every(&rig.one, "idle", 100);
  }
  CHECK(rig.fresh().empty());
  rig.timers.cancel(&rig.one, "idle");
  rig.pass_ms(10'000);
  rig.every(&rig.one, "idle", 100);
  rig.pass_ms(99);
  CHECK(rig.fresh().empty());
  rig.pass_ms(1);
  CHECK(rig.fresh() == "idle0 ");
}

TEST_CASE("however many timers there are, and however often they are made, one wake is under way") {
  Rig rig;
  for (uint32_t i = 0; i < timers_max - 1; ++i) rig.every(&rig.one, "t" + std::to_string(i), 1'000);
  for (int i = 0; i < 100; ++i) rig.every(&rig.one, "t0", 60'000);
  CHECK(rig.control.delayed() == 1);
  rig.every(&rig.one, "soon", 10);
  CHECK(rig.control.delayed() == 2);  // the later one finds nothing to do
  rig.control.is_full = true;         // of others' tasks
  rig.pass_ms(1'000);
  CHECK(rig.fresh().find("t1") != std::string::npos);
  CHECK(rig.control.delayed() <= 2);
}

TEST_CASE("a rule's timer that is ahead of the clock goes on from now") {
  Rig rig;
  rig.durable.put_own({"p", ":timer:report", "host.timer/1"},
                      std::to_string(friday_ms + 3'650 * day_ms));
  rig.at(&rig.one, {0, 12, 0});
  rig.pass_ms(day_ms / 2);
  CHECK(rig.fresh() == "2026-11-27T12:00/0 ");
}
