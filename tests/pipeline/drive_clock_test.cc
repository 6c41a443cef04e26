// Which frames drive the event clock, and by what.
#include "pipeline/drive_clock.h"

#include "pipeline/fixture.h"
#include "support/catch.h"

using namespace spark;
using namespace spark::pipeline;

namespace {

struct Clock final : base::EventClock {
  void advance(int64_t utc_ms) override { told += std::to_string(utc_ms) + ";"; }
  std::string told;
};

std::string driven(const frame::Value& time, int64_t unit_ms = 1, uint32_t flags = 0) {
  Clock clock;
  frame::Value slots[] = {{}, time};
  frame::Frame frame;
  frame.slots = slots;
  frame.slot_count = 2;
  frame.flags = flags;
  drive_clock({&clock, 1, unit_ms}, frame);
  return clock.told;
}

}  // namespace

TEST_CASE("a frame's time drives, whole or not, in its unit") {
  CHECK(driven(frame::Value::of(int64_t{1'795'737'600'123})) == "1795737600123;");
  CHECK(driven(frame::Value::of(1'795'737'600'123.75)) == "1795737600123;");
  CHECK(driven(frame::Value::of(int64_t{1'795'737'600}), 1'000) == "1795737600000;");
  CHECK(driven(frame::Value::of(1'795'737'600.5), 1'000) == "1795737600500;");
}

TEST_CASE("what is no time drives nothing, nor does a probe") {
  CHECK(driven({}).empty());
  CHECK(driven(frame::Value::of(int64_t{0})).empty());
  CHECK(driven(frame::Value::of(int64_t{-5})).empty());
  CHECK(driven(frame::Value::of(1e300)).empty());
  CHECK(driven(frame::Value::of(int64_t{1'795'737'600'123}), 1'000).empty());  // beyond 2199
  CHECK(driven(frame::Value::of(int64_t{9'223'372'036'855}), 1).empty());      // no int64 in ns
  CHECK(driven(frame::Value::of(int64_t{7}), 1, frame::synthetic).empty());
}

TEST_CASE("a request drives the clock before its stages run, if its pipeline drives") {
  Clock clock;
  test::Fixture fixture;
  fixture.clock = &clock;
  frame::SlotSpec n;
  n.name = "n";
  n.type = frame::Type::i64;
  fixture.stage("seen", {{}, {n}, [&](const auto&, auto& out, auto&, auto&) {
                           out[0] = frame::Value::of(static_cast<int64_t>(clock.told.size()));
                           return 0;
                         }});
  const std::string pipeline =
      "    input: {snapshot: {ts: int}}\n"
      "    stages: {s: {plugin: p, stage: seen}}\n"
      "    answer: {\"n?\": s.n}\n";
  REQUIRE(fixture.compile(pipeline) == "");
  CHECK(fixture.ask(R"({"snapshot":{"ts":5}})") == 200);
  CHECK(fixture.out == R"({"n":0})");
  fixture.more = "clock: {event: input.snapshot.ts, unit: s}\nworkers: 1\n";
  REQUIRE(fixture.compile(pipeline) == "");
  CHECK(fixture.ask(R"({"snapshot":{"ts":5}})") == 200);
  CHECK(clock.told == "5000;");
  CHECK(fixture.out == R"({"n":5})");
  CHECK(fixture.ask(R"({"snapshot":{"ts":"x"}})") == 400);
  CHECK(clock.told == "5000;");
}
