// Work for the disk goes by the machine's clock.
#include "spark/pace.h"

#include "spark/testing/fake_host.h"
#include "support/catch.h"

using spark::testing::FakeHost;

TEST_CASE("it is time once a period of the machine's clock, however often a timer asks") {
  constexpr int64_t second_ns = 1'000'000'000;
  FakeHost host;
  spark::Pace pace(spark::Host(host.raw()), 1'000);
  CHECK(pace.is_due());
  for (int i = 0; i < 1'000; ++i) CHECK_FALSE(pace.is_due());
  // A timer that follows the machine is seldom exact.
  for (const int64_t after_ns : {second_ns, second_ns - 400'000'000, second_ns + 400'000'000}) {
    host.now_ns += after_ns;
    CHECK(pace.is_due());
  }
  host.now_ns += second_ns / 3;
  CHECK_FALSE(pace.is_due());
}
