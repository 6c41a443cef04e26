// Counts of one writer, read by anyone.
#include "base/count.h"

#include <thread>

#include "support/catch.h"

using spark::base::Count;

TEST_CASE("a count goes up, and down where it is a level") {
  Count count;
  CHECK(count.get() == 0);
  count.add();
  count.add(41);
  CHECK(count.get() == 42);
  count.sub(2);
  count.sub();
  CHECK(count.get() == 39);
}

TEST_CASE("who reads a count sees it rise to all that was added") {
  Count count;
  constexpr uint64_t times = 10'000;
  std::thread writer([&] {
    for (uint64_t i = 0; i < times; ++i) count.add();
  });
  uint64_t before = 0;
  bool rises = true;
  while (before < times) {
    const uint64_t now = count.get();
    rises = rises && now >= before && now <= times;
    before = now;
  }
  writer.join();
  CHECK(rises);
}
