// What an event clock does before a frame runs, on real threads.
#include "services/driven_clock.h"

#include <filesystem>
#include <thread>

#include "base/task_thread.h"
#include "services/jobs.h"
#include "services/open_calls.h"
#include "support/catch.h"
#include "support/temporary_folder.h"

using namespace spark;
using namespace spark::services;

namespace {

constexpr int64_t minute_ms = 60'000;
constexpr int64_t hour_ms = 60 * minute_ms;
// 2026-11-27, a Friday, 00:00 UTC.
constexpr int64_t friday_ms = 1'795'737'600'000;

struct Rig {
  explicit Rig(bool is_on = true) {
    base::set_event_utc_ms(0);
    durable.use({}, [](std::span<const store::State::Change>) { return base::Result<void>(); });
    if (is_on) clock.begin(hour_ms);
  }
  ~Rig() {
    clock.stop();
    jobs.stop();
    control.stop();
    writer.stop();
    base::set_event_utc_ms(0);
    base::set_stood_utc_ms(0);
  }

  // On [control], as plugins do. `work` asserts, too, and one thread may at a time.
  void on_control(const std::function<void()>& work) {
    const bool is_posted = control.post([&] { work(); });
    control.drain();
    REQUIRE(is_posted);
  }
  // Notes the event time in minutes since Friday, and what was missed.
  void note(const std::string& what, uint32_t missed) {
    told += what + " " + std::to_string((base::event_utc_ms() - friday_ms) / minute_ms) +
            (missed > 0 ? "/" + std::to_string(missed) : "") + "; ";
  }
  void every(const std::string& name, int64_t minutes) {
    on_control([&] {
      REQUIRE(timers.every(this, "p", name, static_cast<uint32_t>(minutes * minute_ms),
                           [this, name](uint32_t missed) { note(name, missed); }));
    });
  }
  void daily() {
    on_control([&] {
      REQUIRE(timers.at(this, "p", "day", {},
                        [this](int64_t, uint32_t missed) { note("day", missed); }));
    });
  }
  void advance(int64_t minutes) { clock.advance(friday_ms + minutes * minute_ms); }
  std::string fresh() { return std::exchange(told, ""); }

  base::TaskThread control{"control", 64};
  base::TaskThread writer{"writer", 64};
  base::TaskThread builder{"builder", 64};
  DurableValues durable{&writer};
  Timers timers{control, durable};
  Jobs jobs{builder};
  Outstanding outstanding;
  std::shared_ptr<OpenCalls> calls = std::make_shared<OpenCalls>(&control, nullptr, &outstanding);
  DrivenClock clock{{control, timers, jobs, outstanding}};
  std::string told;  // by [control], read while it waits
};

}  // namespace

TEST_CASE("until the first frame, time stands where it stood when the host before ended") {
  const test::TemporaryFolder folder;
  {
    Rig rig;
    REQUIRE(rig.clock.keep_in(folder.path()));
    CHECK(base::request_utc_ms() >= friday_ms);  // nothing is kept yet: the wall clock
    rig.advance(-2 * 24 * 60);
    rig.advance(-24 * 60);
    rig.advance(-36 * 60);  // late: drives nothing
  }
  Rig rig;
  REQUIRE(rig.clock.keep_in(folder.path()));
  CHECK(base::event_utc_ms() == 0);
  CHECK(base::request_utc_ms() == friday_ms - 24 * hour_ms);
  rig.advance(-3 * 24 * 60);  // the first frame may be of any time
  CHECK(base::request_utc_ms() == friday_ms - 3 * 24 * hour_ms);
  std::filesystem::resize_file(folder.path() / "event_time", 4);
  REQUIRE(rig.clock.keep_in(folder.path()));
  base::set_event_utc_ms(0);
  CHECK(base::request_utc_ms() >= friday_ms);  // what is no time is not taken for one
}

TEST_CASE("timers are called at their event times, in order, before the frame") {
  Rig rig;
  rig.every("a", 20);
  rig.every("b", 30);
  rig.daily();
  CHECK(rig.fresh().empty());  // no frame has come
  rig.advance(-45);            // 23:15: from here on time is counted
  CHECK(rig.fresh().empty());
  rig.advance(-26);
  CHECK(rig.fresh().empty());
  rig.advance(14);
  CHECK(rig.fresh() == "b -15; a -5/1; day 0; ");  // of those before a frame the last
  rig.advance(15);                                 // just then
  CHECK(rig.fresh() == "b 15; a 15; ");            // the one that waited longer
  CHECK(base::request_utc_ms() == friday_ms + 15 * minute_ms);
}

TEST_CASE("event time never goes back") {
  Rig rig;
  rig.every("a", 20);
  rig.advance(0);
  rig.advance(20);
  CHECK(rig.fresh() == "a 20; ");
  rig.advance(10);
  rig.advance(20);
  CHECK(base::event_utc_ms() == friday_ms + 20 * minute_ms);
  CHECK(rig.fresh().empty());
}

TEST_CASE("after a gap each timer is called once for all that it missed") {
  Rig rig;
  rig.every("a", 20);
  rig.daily();
  rig.advance(-60);
  rig.advance(-60 + 60);  // the longest step that is none
  CHECK(rig.fresh() == "day 0; a 0/2; ");
  rig.advance(3 * 24 * 60 + 5);
  CHECK(rig.fresh() == "day 4325/2; a 4325/215; ");
  rig.advance(3 * 24 * 60 + 25);
  CHECK(rig.fresh() == "a 4340; ");  // in its phase
}

TEST_CASE("a timer that comes often is called once a frame, also one that is made meanwhile") {
  Rig rig;
  rig.on_control([&] {
    REQUIRE(rig.timers.every(&rig, "p", "t", 1'000, [&](uint32_t missed) {
      rig.note("t", missed);
      REQUIRE(rig.timers.every(&rig, "p", "made", 500, [&](uint32_t m) { rig.note("made", m); }));
    }));
  });
  rig.every("b", 5);
  rig.advance(0);
  rig.advance(1);
  CHECK(rig.fresh() == "t 1/59; ");
  rig.advance(2);
  CHECK(rig.fresh() == "made 2/119; t 2/59; ");
  for (int i = 3; i <= 5; ++i) rig.advance(i);
  CHECK(rig.fresh().find("b 5; ") != std::string::npos);
  rig.clock.advance(friday_ms + 5 * minute_ms + 1'500);  // frames that come often miss none
  CHECK(rig.fresh() == "t 5; made 5; ");
}

TEST_CASE("a frame waits for jobs and for what their ends ask for") {
  Rig rig;
  rig.on_control([&] {
    REQUIRE(rig.timers.every(&rig, "p", "t", 20 * minute_ms, [&](uint32_t) {
      rig.note("timer", 0);
      const auto post = [&](const std::string& name, OpenCalls::Done done) {
        const uint64_t number = rig.calls->open(std::move(done));
        REQUIRE(rig.jobs.post(&rig, "p", name, nullptr, [&, number](const std::atomic<bool>&) {
          std::this_thread::sleep_for(std::chrono::milliseconds(5));
          rig.calls->end(number, 0);
        }));
      };
      post("first", [&, post](int32_t, std::string_view) {
        rig.note("first", 0);
        post("second", [&](int32_t, std::string_view) { rig.note("second", 0); });
      });
    }));
  });
  rig.advance(0);
  rig.advance(45);
  CHECK(rig.fresh() == "timer 40; first 40; second 40; ");
  rig.advance(65);
  CHECK(rig.fresh() == "timer 60; first 60; second 60; ");
}

TEST_CASE("a call that is cancelled is waited for no longer, and stop lets go of those who wait") {
  Rig rig;
  rig.on_control([&] {
    REQUIRE(rig.timers.every(&rig, "p", "t", 20 * minute_ms,
                             [&](uint32_t) { (void)rig.calls->open({}); }));
  });
  rig.advance(0);
  std::thread worker([&] { rig.advance(25); });
  while (rig.calls->open_now() == 0) std::this_thread::yield();
  rig.on_control([&] { rig.calls->close(); });
  worker.join();
  CHECK(base::event_utc_ms() == friday_ms + 25 * minute_ms);
  rig.calls->reopen();
  std::thread another([&] { rig.advance(45); });
  while (rig.calls->open_now() == 0) std::this_thread::yield();
  rig.clock.stop();
  another.join();
  rig.advance(100);  // does nothing any more
  CHECK(base::event_utc_ms() == friday_ms + 45 * minute_ms);
}

TEST_CASE("without an event clock frames drive nothing") {
  Rig rig(false);
  rig.advance(0);
  CHECK(base::event_utc_ms() == 0);
  CHECK(base::request_utc_ms() > 1'700'000'000'000);
}

TEST_CASE("calls that end, are withdrawn or go with their object are not outstanding") {
  base::TaskThread control("control", 64);
  Outstanding outstanding;
  {
    const auto calls = std::make_shared<OpenCalls>(&control, nullptr, &outstanding);
    calls->withdraw(calls->open({}));
    calls->end(calls->open({}), 0);
    control.drain();
    outstanding.wait_for_none();
    CHECK(calls->open({}) != 0);
  }
  outstanding.wait_for_none();
}
