// Sums over the time just past, and figures that one thread writes and others read.
#include "spark/window.h"

#include <string>
#include <thread>

#include "support/catch.h"

namespace {

struct Pairs {
  uint64_t all = 0;
  uint64_t alike = 0;
  Pairs& operator+=(const Pairs& more) {
    all += more.all;
    alike += more.alike;
    return *this;
  }
  Pairs& operator-=(const Pairs& less) {
    all -= less.all;
    alike -= less.alike;
    return *this;
  }
};

using Minute = spark::Window<Pairs, 6>;  // of ten seconds each

uint64_t all(const Minute& window, int64_t now_s, size_t last = 6) {
  return window.sum(now_s, last).all;
}

}  // namespace

TEST_CASE("what was added stays for the window's length, to within a bucket") {
  Minute window(10);
  CHECK(all(window, 0) == 0);
  window.add(5, {3, 2});
  CHECK(window.sum(5).alike == 2);
  CHECK(all(window, 4) == 3);
  CHECK(all(window, 59) == 3);
  CHECK(all(window, 60) == 0);
  CHECK(all(window, -1) == 0);  // not yet
}

TEST_CASE("buckets leave one by one, and the last few can be asked for") {
  Minute window(10);
  for (int64_t at = 0; at < 60; at += 10) window.add(at, {1, 1});
  CHECK(all(window, 59) == 6);
  CHECK(all(window, 60) == 5);
  CHECK(all(window, 105) == 1);
  CHECK(all(window, 59, 2) == 2);
  CHECK(all(window, 59, 100) == 6);
}

TEST_CASE("a bucket that comes round again starts empty, and what comes too late is refused") {
  Minute window(10);
  CHECK(window.add(0, {5, 5}));
  CHECK(window.add(60, {2, 0}));
  CHECK(all(window, 60) == 2);
  CHECK_FALSE(window.add(0, {1, 1}));
  CHECK(window.add(55, {1, 1}));  // late, but its place is free
  CHECK(all(window, 60) == 3);
  window.reset();
  CHECK(all(window, 60) == 0);
}

TEST_CASE("time before the origin is time like any other") {
  Minute window(10);
  window.add(-5, {1, 1});
  window.add(5, {1, 0});
  CHECK(all(window, 5) == 2);
  CHECK(all(window, 50) == 1);
}

TEST_CASE("several windows are collected, written, read and added to another one") {
  Minute one(10), two(10);
  one.add(5, {1, 1});
  one.add(15, {2, 0});
  two.add(15, {4, 4});
  Minute::Buckets buckets;
  one.collect(20, buckets);
  two.collect(20, buckets);
  spark::ByteWriter out;
  Minute::write(out, buckets);
  spark::ByteReader in(out.text());
  Minute next(10);
  next.add(Minute::read(in));
  in.end();
  CHECK(all(next, 20) == 7);
  CHECK(next.sum(20).alike == 5);
  CHECK(all(next, 60) == 6);  // each in its own bucket

  one.collect(60, buckets);  // the first has left
  CHECK(buckets.at(0).all == 1);
  CHECK(buckets.at(1).all == 8);
}

TEST_CASE("the difference of two collections is what was added between them") {
  Minute window(10);
  window.add(5, {1, 1});
  Minute::Buckets before, after;
  window.collect(5, before);
  window.add(5, {2, 0});
  window.add(25, {4, 4});
  window.collect(25, after);
  const auto between = Minute::difference(before, after);
  CHECK(between.at(0).all == 2);
  CHECK(between.at(2).alike == 4);
}

TEST_CASE("bytes of another form are no window") {
  const auto refused = [](std::initializer_list<uint64_t> words) {
    spark::ByteWriter out;
    for (const uint64_t word : words) out.u64(word);
    spark::ByteReader in(out.text());
    CHECK_THROWS_AS(Minute::read(in), spark::Error);
  };
  refused({});
  refused({1});
  refused({1, 7, 1});              // a sum has two words
  refused({2, 7, 1, 1, 7, 1, 1});  // not in order
  refused({uint64_t{1} << 60u, 7, 1, 1});
}

TEST_CASE("each worker has figures of its own, and all are added up") {
  spark::PerWorker<Minute> windows(3, 10);
  windows.of(0).add(1, {1, 0});
  windows.of(2).add(2, {2, 0});
  uint64_t sum = 0;
  windows.each([&](const Minute& one) { sum += all(one, 5); });
  CHECK(sum == 3);
  CHECK(windows.size() == 3);
  const auto place = [&](uint32_t i) { return reinterpret_cast<uintptr_t>(&windows.of(i)); };
  for (uint32_t i = 0; i < 3; ++i) CHECK(place(i) % 64 == 0);
}

TEST_CASE("a published value is read whole while it is written") {
  struct Agreeing {
    uint64_t a = 0, b = 0, c = 0;
  };
  spark::Published<Agreeing> value;
  std::atomic<bool> done{false};
  std::thread writer([&] {
    for (uint64_t i = 1; i <= 200'000; ++i) value.write({i, 2 * i, 3 * i});
    done = true;
  });
  uint64_t torn = 0;
  do {
    const Agreeing seen = value.read();
    torn += seen.b != 2 * seen.a || seen.c != 3 * seen.a;
  } while (!done);
  writer.join();
  CHECK(torn == 0);
  CHECK(value.own().c == 600'000);
}
