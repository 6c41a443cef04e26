// What a window of growing counts says, and since when.
#include "telemetry/count_window.h"

#include "support/catch.h"

using namespace spark::telemetry;

namespace {

// Ten seconds in five steps, of one count.
struct Rig {
  void take(int64_t at_ms, uint64_t count) {
    const uint64_t counts[] = {count};
    window.take({at_ms, 1'000'000 + at_ms}, counts);
  }
  [[nodiscard]] std::string growth() const {
    const auto growth = window.growth();
    if (!growth) return "nothing";
    return std::to_string(growth->by[0]) + " in " +
           std::to_string(growth->from_utc_ms - 1'000'000) + " to " +
           std::to_string(growth->to_utc_ms - 1'000'000);
  }

  CountWindow window{10'000, 5, 1};
};

}  // namespace

TEST_CASE("a window says nothing before it has seen anything, and then since when it knows") {
  Rig rig;
  CHECK(rig.growth() == "nothing");
  rig.take(0, 100);  // what was counted before is not of this window
  CHECK(rig.growth() == "0 in 0 to 0");
  rig.take(500, 103);  // between two steps, too
  CHECK(rig.growth() == "3 in 0 to 500");
}

TEST_CASE("what is older than the span is forgotten, up to a step") {
  Rig rig;
  for (int64_t at_ms = 0; at_ms <= 60'000; at_ms += 1'000)
    rig.take(at_ms, static_cast<uint64_t>(at_ms / 1'000));
  CHECK(rig.growth() == "10 in 50000 to 60000");
  rig.take(61'000, 61);
  CHECK(rig.growth() == "11 in 50000 to 61000");
}

TEST_CASE("after a pause the window is as long as the pause, and says so") {
  Rig rig;
  for (int64_t at_ms = 0; at_ms <= 20'000; at_ms += 2'000) rig.take(at_ms, 0);
  rig.take(100'000, 7);
  CHECK(rig.growth() == "7 in 20000 to 100000");
  rig.take(110'000, 7);
  CHECK(rig.growth() == "0 in 100000 to 110000");
}

TEST_CASE("counts that have fallen are of something new") {
  Rig rig;
  rig.take(0, 50);
  rig.take(2'000, 60);
  rig.take(4'000, 5);
  CHECK(rig.growth() == "0 in 4000 to 4000");
  rig.take(6'000, 8);
  CHECK(rig.growth() == "3 in 4000 to 6000");
}
