// How long a connection is waited for.
#include "http/phase.h"

#include "support/catch.h"

using namespace spark::http;

TEST_CASE("each phase of a connection has its own patience") {
  Limits limits;
  limits.head_timeout_ms = 1;
  limits.body_timeout_ms = 2;
  limits.write_timeout_ms = 3;
  limits.idle_timeout_ms = 60'000;
  Limits short_idle = limits;
  short_idle.idle_timeout_ms = 4;
  const struct {
    const char* name;
    Phase phase;
    const Limits& limits;
    Patience patience;
    uint32_t ms;
  } cases[] = {
      {"head", Phase::head, limits, {}, 1},
      {"head while draining", Phase::head, limits, {.draining = true}, 1},
      {"body", Phase::body, limits, {}, 2},
      {"write", Phase::write, limits, {.draining = true}, 3},
      {"an answer from elsewhere", Phase::deferred, limits, {.deferred_wait_ms = 77}, 77},
      {"linger", Phase::linger, limits, {}, linger_timeout_ms},
      {"idle", Phase::idle, limits, {}, 60'000},
      {"idle with memory to give back", Phase::idle, limits, {.can_shrink = true}, shrink_after_ms},
      {"idle for a shorter time", Phase::idle, short_idle, {.can_shrink = true}, 4},
      {"idle while draining",
       Phase::idle,
       limits,
       {.draining = true, .can_shrink = true},
       drain_grace_ms},
  };
  for (const auto& c : cases) {
    INFO(c.name);
    CHECK(wait_ms_max(c.phase, c.limits, c.patience) == c.ms);
  }
}

TEST_CASE("a proxy that closes idle connections after a minute closes before the host does") {
  CHECK(Limits{}.idle_timeout_ms - tick_ms > 60'000);
}

TEST_CASE("so many ticks from now the time has certainly passed") {
  CHECK(ticks(0) == 1);
  CHECK(ticks(1) == 2);
  CHECK(ticks(tick_ms) == 2);
  CHECK(ticks(tick_ms + 1) == 3);
}
