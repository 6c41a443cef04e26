// The ten-minute window, with explicit times.
#include "shadow/window.h"
#include "support/catch.h"

using shadow::Window;

namespace {

constexpr int64_t second = 1'000'000'000;

void add(Window& window, int64_t at_s, int pairs, int matches) {
  for (int i = 0; i < pairs; ++i) window.add(at_s * second, i < matches);
}

void check(const Window& window, int64_t at_s, uint64_t pairs, uint64_t matches) {
  CAPTURE(at_s);
  const Window::Sum sum = window.sum(at_s * second);
  CHECK(sum.pairs == pairs);
  CHECK(sum.matches == matches);
}

}  // namespace

TEST_CASE("an empty window has no pairs at any time") {
  const Window window;
  for (const int64_t at_s : {-1000, 0, 1, 599, 600, 1'000'000}) check(window, at_s, 0, 0);
}

TEST_CASE("a pair stays for ten minutes, to within a bucket") {
  Window window;
  add(window, 5, 3, 2);
  check(window, 5, 3, 2);
  check(window, 599, 3, 2);
  check(window, 600, 0, 0);  // the bucket of 0 to 10 s has left
}

TEST_CASE("buckets leave one by one") {
  Window window;
  for (int64_t at_s = 0; at_s < 600; at_s += 10) add(window, at_s, 1, 1);
  check(window, 599, 60, 60);
  check(window, 600, 59, 59);
  check(window, 895, 30, 30);
  check(window, 1189, 1, 1);
  check(window, 1190, 0, 0);
}

TEST_CASE("a bucket that comes round again starts empty") {
  Window window;
  add(window, 0, 5, 5);
  add(window, 600, 2, 0);
  check(window, 600, 2, 0);
  add(window, 6000, 1, 1);
  check(window, 6000, 1, 1);
}

TEST_CASE("time before the origin is time like any other") {
  Window window;
  add(window, -5, 1, 1);
  add(window, 5, 1, 0);
  check(window, 5, 2, 1);
  check(window, -5, 1, 1);
  check(window, 590, 1, 0);
}

TEST_CASE("what was counted elsewhere joins the bucket of its time, unless a later one took over") {
  Window window;
  add(window, 5, 1, 1);
  window.add(Window::epoch_of(5 * second), {.pairs = 3, .matches = 2});
  window.add(Window::epoch_of(15 * second), {.pairs = 4, .matches = 0});
  check(window, 15, 8, 3);
  add(window, 605, 1, 0);  // in place of the first
  window.add(Window::epoch_of(5 * second), {.pairs = 3, .matches = 2});
  check(window, 605, 5, 0);
  check(window, 5, 0, 0);
}

TEST_CASE("a window that is reset is as a new one") {
  Window window;
  for (int64_t at_s = 0; at_s < 600; at_s += 10) add(window, at_s, 1, 1);
  window.reset();
  for (const int64_t at_s : {0, 5, 599}) check(window, at_s, 0, 0);
  add(window, 5, 2, 1);
  check(window, 5, 2, 1);
}
