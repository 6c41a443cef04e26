// The clock of the host in memory: timers are called at the times that they are due at.
#include <string>

#include "spark/testing/fake_host.h"
#include "spark/timer.h"
#include "support/catch.h"

using namespace spark::testing;

namespace {

class Ticking {
 public:
  explicit Ticking(FakeHost& host) : host_(host), timers_(spark::Host(host.raw())) {
    timers_.every<&Ticking::tick>(*this, "tick", 400);
    timers_.every<&Ticking::tock>(*this, "tock", 1'000);
  }
  void close_each(uint32_t weekday) {
    timers_.at<&Ticking::close>(*this, "close", {.weekday = weekday, .hour = 0, .minute = 30});
  }

  std::string calls;

 private:
  void tick(uint32_t) { calls += "tick " + std::to_string(host_.now_ns / 1'000'000) + "; "; }
  void tock(uint32_t) {
    calls += "tock; ";
    timers_.cancel("tock");
  }
  void close(int64_t due_utc_ms, uint32_t) { calls += std::to_string(due_utc_ms / 60'000) + "; "; }

  FakeHost& host_;
  const spark::Timers timers_;
};

}  // namespace

TEST_CASE("timers are called in their order as the clock moves on, until they are cancelled") {
  FakeHost host;
  Ticking ticking(host);
  host.advance(399);
  CHECK(ticking.calls.empty());
  host.advance(1);
  CHECK(ticking.calls == "tick 400; ");
  host.advance(1'600);
  CHECK(ticking.calls == "tick 400; tick 800; tock; tick 1200; tick 1600; tick 2000; ");
  CHECK(host.utc_ms == 2'000);
}

TEST_CASE("a daily and a weekly time come when the wall clock shows them") {
  using Case = std::pair<uint32_t, std::string>;
  for (const auto& [weekday, calls] : {Case(0, "30; 1470; 2910; "), Case(5, "1470; ")}) {
    FakeHost host;  // at the beginning of 1970-01-01, a Thursday
    Ticking ticking(host);
    host.timers.clear();
    ticking.close_each(weekday);
    host.advance(3 * 86'400'000);
    CHECK(ticking.calls == calls);
  }
}
