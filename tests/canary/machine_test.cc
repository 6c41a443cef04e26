// What each state does with each event, one by one.
#include "canary/machine.h"

#include <set>

#include "machine_walk.h"
#include "support/catch.h"

using namespace canary;

namespace {

// A machine with a clock.
class Driven {
 public:
  State state;
  Plan plan = canary::test::short_plan();
  Seen seen{.samples = 0, .pairs_per_ms = 0.01};
  int64_t now_ms = 1'000'000;

  Next tell(const Event& event) {
    const Next next = step(state, event, seen, plan, now_ms);
    state = next.state;
    return next;
  }
  Next tell(Asked what) { return tell({.what = what, .epoch = state.epoch, .order = state.order}); }
  Next tick_after(int64_t ms) {
    now_ms += ms;
    return tell(Asked::tick);
  }
  void start(Mode mode = Mode::live) {
    tell({.what = Asked::start, .epoch = state.epoch, .mode = mode});
    tell(Asked::recorded);
  }
  [[nodiscard]] uint32_t weight() const { return weight_ppm(state, plan); }
};

bool has(const Next& next, uint32_t effects) {
  return (next.effects & effects) == effects;
}

}  // namespace

TEST_CASE("a start opens the first share when it is on record") {
  Driven one;
  const Next started = one.tell({.what = Asked::start, .epoch = 0, .mode = Mode::live});
  CHECK(has(started, begin_run | put_record));
  CHECK(one.state.kind == Kind::running);
  CHECK(one.weight() == 0);
  const Next recorded = one.tell(Asked::recorded);
  CHECK(has(recorded, begin_phase | open_share));
  CHECK(one.weight() == 50'000);
  CHECK(one.tell({.what = Asked::start, .epoch = 0}).refusal == Refusal::not_now);
}

TEST_CASE("a phase ends with its duration and its samples, and the next opens by record") {
  Driven one;
  one.start();
  one.seen.samples = 3;
  one.tick_after(1'000);
  CHECK(one.state.phase == 0);
  one.tick_after(1'000);
  CHECK(one.state.phase == 1);
  CHECK(one.weight() == 50'000);  // until it is on record
  one.seen.samples = 0;
  one.tell(Asked::recorded);
  CHECK(one.weight() == 250'000);
  one.tick_after(2'000);
  CHECK(one.state.hold == Hold::too_few_samples);
  CHECK(one.weight() == 250'000);
  one.seen.samples = 3;
  one.tick_after(1);
  CHECK(one.state.phase == 2);
}

TEST_CASE("a live canary that completed keeps its weight until hold_max") {
  Driven one;
  one.start();
  one.seen.samples = 3;
  for (int i = 0; i < 3; ++i) {
    one.tick_after(2'000);
    one.tell(Asked::recorded);
  }
  CHECK(one.state.kind == Kind::completed);
  CHECK(one.weight() == 1'000'000);
  one.tick_after(60'000);
  CHECK(one.weight() == 1'000'000);
  const Next over = one.tick_after(1);
  CHECK(one.weight() == 0);
  CHECK(has(over, close_share | put_record | end_run));
  CHECK(one.state.kind == Kind::completed);
}

TEST_CASE("an observe-only canary that completed is over") {
  Driven one;
  one.start(Mode::observe_only);
  CHECK(share_ppm(one.state, one.plan) == 50'000);
  one.seen.samples = 3;
  for (int i = 0; i < 2; ++i) {
    one.tick_after(2'000);
    one.tell(Asked::recorded);
    CHECK(one.weight() == 0);
  }
  CHECK(has(one.tick_after(2'000), end_run | close_share));
  CHECK(one.state.kind == Kind::completed);
  CHECK_FALSE(is_under_way(one.state));
}

TEST_CASE("an abort closes the share at once and is over when it is on record") {
  Driven one;
  one.start();
  const Next aborted = one.tell({.what = Asked::abort, .cause = Cause::crash});
  CHECK(has(aborted, close_share | put_record | write_rollback | move_also_safe));
  CHECK(one.state.kind == Kind::aborting);
  CHECK(one.weight() == 0);
  one.tell(Asked::not_recorded);
  CHECK(one.state.kind == Kind::aborting);
  CHECK(has(one.tick_after(500), put_record | write_rollback));
  CHECK(has(one.tell(Asked::recorded), end_run));
  CHECK(one.state.kind == Kind::aborted);
  CHECK(one.tell({.what = Asked::abort}).refusal == Refusal::nothing_to_do);
  CHECK(has(one.tell({.what = Asked::abort}), close_share));
}

TEST_CASE("an abort by an operator leaves the flags of others alone") {
  Driven one;
  one.start();
  CHECK_FALSE(has(one.tell({.what = Asked::abort}), move_also_safe));
}

TEST_CASE("what was asked for before an abort or a pause does not apply after it") {
  Driven one;
  one.tell({.what = Asked::start, .epoch = 0, .mode = Mode::live});
  const uint64_t order = one.state.order;
  one.tell(Asked::pause);
  one.tell({.what = Asked::recorded, .order = order});
  CHECK(one.state.kind == Kind::paused);
  CHECK(one.weight() == 0);
  CHECK(one.tell({.what = Asked::resume, .epoch = 0}).refusal == Refusal::superseded);
  one.tell({.what = Asked::abort});
  CHECK(one.tell({.what = Asked::start, .epoch = 1}).refusal == Refusal::superseded);
}

TEST_CASE("a pause keeps the phase's time, and a resumption opens its share again") {
  Driven one;
  one.start();
  one.tick_after(1'500);
  one.tell(Asked::pause);
  one.tick_after(50'000);
  one.tell(Asked::resume);
  CHECK(one.weight() == 0);
  one.tell(Asked::recorded);
  CHECK(one.weight() == 50'000);
  CHECK(one.state.active_ms == 1'500);
}

TEST_CASE("trouble of both models holds, ends, and is given up at the deadline") {
  Driven one;
  one.start();
  one.seen.judgement = Judgement::common_cause;
  CHECK(has(one.tick_after(500), tell_common_cause));
  CHECK(one.state.hold == Hold::common_cause);
  one.seen.samples = 3;
  one.tick_after(10'000);
  CHECK(one.state.phase == 0);
  one.seen.judgement = Judgement::none;
  one.tick_after(500);
  CHECK(one.state.kind == Kind::running);
  one.seen.judgement = Judgement::common_cause;
  one.tick_after(500);
  one.tick_after(deadline_ms(0));
  CHECK(one.state.kind == Kind::aborting);
  CHECK(one.state.cause == Cause::progress_deadline);
}

TEST_CASE("a share that could not be recorded stays as it was") {
  Driven one;
  one.start();
  one.seen.samples = 3;
  one.tick_after(2'000);
  one.tell(Asked::not_recorded);
  CHECK(one.state.hold == Hold::not_recorded);
  CHECK(one.weight() == 50'000);
  CHECK(has(one.tick_after(500), put_record));
  one.tell(Asked::recorded);
  CHECK(one.weight() == 250'000);
}

TEST_CASE("a canary whose record waits for the disk is held, and goes on when it is there") {
  Driven one;
  one.start();
  one.seen.samples = 3;
  one.tick_after(2'000);  // the next phase waits for its record
  REQUIRE(one.state.awaits);
  one.tick_after(2'000);
  CHECK(one.state.kind == Kind::running);
  one.tick_after(1);
  CHECK(one.state.kind == Kind::held);
  CHECK(one.state.hold == Hold::not_recorded);
  CHECK(one.state.awaits);
  CHECK(one.weight() == 50'000);
  one.tick_after(5'000);  // asks for no other record
  CHECK(has(one.tell(Asked::recorded), open_share));
  CHECK(one.state.kind == Kind::running);
  CHECK(one.weight() == 250'000);

  one.tick_after(2'000);
  one.tick_after(2'001);
  REQUIRE(one.state.hold == Hold::not_recorded);
  one.tell(Asked::abort);  // what was waited for opens nothing after it
  CHECK_FALSE(has(one.tell({.what = Asked::recorded, .order = one.state.order - 1}), open_share));
  CHECK(one.weight() == 0);
}

TEST_CASE("a host that comes back holds the canary at the share of the last phase that ended") {
  Driven one;
  one.start();
  one.seen.samples = 3;
  one.tick_after(2'000);
  one.tell(Asked::recorded);
  CHECK(one.weight() == 250'000);
  one.tell(Asked::restarted);
  CHECK(one.state.hold == Hold::restarted);
  CHECK(one.weight() == 50'000);
  one.tick_after(5'000);
  CHECK(one.state.phase == 1);
  one.tell(Asked::resume);
  one.tell(Asked::recorded);
  CHECK(one.weight() == 250'000);

  Driven doubted;
  doubted.start();
  doubted.tell({.what = Asked::restarted, .trusted = false});
  CHECK(doubted.state.kind == Kind::failed);
  CHECK(doubted.weight() == 0);
}

TEST_CASE("nobody who resumes in time ends a pause") {
  Driven one;
  one.start();
  one.tell(Asked::pause);
  one.tick_after(60'001);
  CHECK(one.state.kind == Kind::aborting);
  CHECK(one.state.cause == Cause::hold_max);
}

TEST_CASE("preflight leads back to idle whatever it found, from which a start is possible") {
  Driven one;
  CHECK(has(one.tell(Asked::preflight), ask_preflight));
  one.tell(Asked::preflight_failed);
  CHECK(one.state.kind == Kind::idle);
  one.tell(Asked::preflight);
  one.tell(Asked::preflight_passed);
  CHECK(one.state.kind == Kind::idle);
  one.tell(Asked::preflight);
  one.tell({.what = Asked::abort});
  CHECK(one.tell({.what = Asked::preflight_passed, .epoch = 0}).state.kind == Kind::idle);
}

TEST_CASE("each row of the table is reachable by its event") {
  std::set<std::string> rows;
  for (const Row& row : transitions()) {
    CHECK(row.kinds != 0);
    rows.insert(std::string(row.meaning) + std::to_string(static_cast<int>(row.what)) +
                std::to_string(row.kinds));
  }
  CHECK(rows.size() == transitions().size());
}

TEST_CASE("a phase's time is what its samples need, its minimum at least") {
  CHECK(expected_ms({50'000, 30 * minute_ms, 300}, 0.1) == 30 * minute_ms);
  // One row a minute, 5 %: 100 hours.
  CHECK(expected_ms({50'000, 30 * minute_ms, 300}, 1.0 / 60'000) == 100 * hour_ms);
  CHECK(expected_ms({50'000, 30 * minute_ms, 300}, 0) == 0);
  CHECK(deadline_ms(0) == 6 * hour_ms);
  CHECK(deadline_ms(100 * hour_ms) == 300 * hour_ms);
}
