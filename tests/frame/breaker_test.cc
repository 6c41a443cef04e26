// The circuit breaker, driven by explicit outcomes and times.
#include "frame/breaker.h"

#include <string>

#include "support/catch.h"

using namespace spark::frame;

namespace {

// g good, e error, l late; returns after how many calls the breaker opens, or 0 if it does not.
size_t opens_after(const std::string& calls, const BreakerLimits& limits = {}) {
  BreakerWindow window;
  for (size_t i = 0; i < calls.size(); ++i) {
    const auto outcome = calls[i] == 'g'   ? BreakerSample::good
                         : calls[i] == 'e' ? BreakerSample::error
                                           : BreakerSample::late;
    if (window.record(outcome, limits)) return i + 1;
  }
  return 0;
}

std::string times(size_t count, char what) {
  return std::string(count, what);
}

constexpr int64_t second = 1'000'000'000;

}  // namespace

TEST_CASE("the breaker opens when more than 2 % of at least 100 calls failed") {
  CHECK(opens_after(times(99, 'e')) == 0);
  CHECK(opens_after(times(100, 'e')) == 100);
  CHECK(opens_after(times(98, 'g') + "ee") == 0);  // exactly 2 %
  CHECK(opens_after(times(97, 'g') + "eee") == 100);
  CHECK(opens_after("eee" + times(97, 'g') + times(50, 'g') + "e") == 151);  // 4 of 151
  CHECK(opens_after("eee" + times(97, 'g') + times(100, 'g') + "e") ==
        0);  // the old block is forgotten
}

TEST_CASE("three late answers in a row open it, two do not") {
  CHECK(opens_after("lll") == 3);
  CHECK(opens_after("llgllg") == 0);
  CHECK(opens_after("lle") == 0);
}

TEST_CASE("an open gate refuses until the wait is over, then lets one probe through") {
  BreakerLimits limits;
  limits.half_open_ns = 30 * second;
  BreakerGate gate;
  using Admission = BreakerGate::Admission;
  CHECK(gate.admit(1 * second, limits) == Admission::pass);

  gate.open(10 * second);
  CHECK(gate.state(11 * second, limits) == BreakerGate::State::open);
  CHECK(gate.admit(39 * second, limits) == Admission::refuse);
  CHECK(gate.state(40 * second, limits) == BreakerGate::State::half_open);
  CHECK(gate.admit(40 * second, limits) == Admission::probe);
  CHECK(gate.admit(40 * second, limits) == Admission::refuse);  // the probe is under way

  SECTION("a good probe closes it") {
    gate.close();
    CHECK(gate.admit(41 * second, limits) == Admission::pass);
    CHECK(gate.state(41 * second, limits) == BreakerGate::State::closed);
  }
  SECTION("a bad probe keeps it open as long again") {
    gate.open(41 * second);
    CHECK(gate.admit(70 * second, limits) == Admission::refuse);
    CHECK(gate.admit(71 * second, limits) == Admission::probe);
  }
  SECTION("a probe that never comes back does not keep it open for ever") {
    CHECK(gate.admit(70 * second, limits) == Admission::probe);
  }
}
