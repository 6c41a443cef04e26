// Recording from workers and other threads at once, while series are created and rendered.
#include <algorithm>
#include <atomic>
#include <chrono>
#include <cstdint>
#include <string>
#include <thread>
#include <vector>

#include "base/worker.h"
#include "metrics/registry.h"
#include "support/catch.h"

namespace spark::metrics {
namespace {

constexpr uint32_t workers = 2;
constexpr uint64_t rounds = 50'000;

std::string rendered(const Registry& registry) {
  std::string out;
  registry.render(out, "");
  return out;
}

// The value on the line that begins with `series` and a blank; no count at all is UINT64_MAX.
uint64_t count_of(const std::string& text, const std::string& series) {
  const size_t at = ("\n" + text).find("\n" + series + " ");
  if (at == std::string::npos) return UINT64_MAX;
  return std::stoull(text.substr(at + series.size() + 1));
}

// Runs `body` on two workers and two other threads, all at once.
template <class Body>
void on_all_threads(Body body) {
  std::vector<std::thread> threads;
  std::atomic<uint32_t> waiting{workers + 2};
  for (uint32_t i = 0; i < workers + 2; ++i) {
    threads.emplace_back([&, i] {
      if (i < workers) base::this_worker = i;
      for (--waiting; waiting > 0;) std::this_thread::yield();
      body();
    });
  }
  for (auto& thread : threads) thread.join();
}

TEST_CASE("no count is lost between workers and other threads") {
  constexpr uint64_t rounds = 1'000'000;  // long enough for the threads to really run at once
  Registry registry(workers);
  const Counter counter = registry.counter({"c_total", "Counts.", {}, {}, 0}).value();
  const Histogram histogram = registry.histogram({"h", "Values.", {}, {1, 2}, 0}).value();
  on_all_threads([&] {
    for (uint64_t i = 0; i < rounds; ++i) {
      counter.add();
      histogram.observe(static_cast<double>(i % 3));
    }
  });
  const std::string text = rendered(registry);
  CHECK(count_of(text, "c_total") == 4 * rounds);
  CHECK(count_of(text, "h_count") == 4 * rounds);
  double sum = 0;
  for (uint64_t i = 0; i < rounds; ++i) sum += static_cast<double>(4 * (i % 3));
  CHECK(count_of(text, "h_sum") == static_cast<uint64_t>(sum));
}

TEST_CASE("a worker beyond those announced still counts") {
  Registry registry(1);
  const Counter counter = registry.counter({"c_total", "Counts.", {}, {}, 0}).value();
  std::thread([&] {
    base::this_worker = 5;
    counter.add(3);
  }).join();
  CHECK(count_of(rendered(registry), "c_total") == 3);
}

TEST_CASE("buckets rise and agree with the count while they are written") {
  Registry registry(workers);
  const Histogram histogram = registry.histogram({"h", "Values.", {}, {1, 2, 3}, 0}).value();
  std::atomic<bool> done{false};
  uint32_t wrong = 0;  // assertions belong to the main thread
  std::thread renderer([&] {
    uint64_t before = 0;
    while (!done) {
      const std::string text = rendered(registry);
      const uint64_t buckets[] = {
          count_of(text, R"(h_bucket{le="1"})"), count_of(text, R"(h_bucket{le="2"})"),
          count_of(text, R"(h_bucket{le="3"})"), count_of(text, R"(h_bucket{le="+Inf"})"),
          count_of(text, "h_count")};
      wrong += !std::is_sorted(std::begin(buckets), std::end(buckets));
      wrong += buckets[3] != buckets[4];
      wrong += buckets[4] < before;
      before = buckets[4];
    }
  });
  on_all_threads([&] {
    for (uint64_t i = 0; i < rounds; ++i) histogram.observe(static_cast<double>(i % 5));
  });
  done = true;
  renderer.join();
  CHECK(wrong == 0);
}

TEST_CASE("series created while workers record do not disturb them") {
  Registry registry(workers);
  const Counter old = registry.counter({"old_total", "Counts.", {}, {}, 0}).value();
  std::thread builder([&] {
    for (int i = 0; i < 2000; ++i) {
      const Labels labels = {{"i", std::to_string(i)}};
      (void)registry.counter({"new_total", "Counts.", labels, {}, 4}).value();
      if (i % 200 == 0) (void)rendered(registry);
    }
  });
  on_all_threads([&] {
    for (uint64_t i = 0; i < rounds; ++i) old.add();
  });
  builder.join();
  CHECK(count_of(rendered(registry), "old_total") == 4 * rounds);
}

TEST_CASE("forget waits until the owner's gauge is no longer being read") {
  Registry registry(1);
  const int owner = 0;
  std::atomic<bool> reading{false};
  std::atomic<bool> forgetting{false};
  std::atomic<bool> read_ended{false};
  bool ended_before_forget_returned = false;
  const auto read = [&] {
    reading = true;
    while (!forgetting) std::this_thread::yield();
    // Long enough for a forget() that does not wait to return first.
    std::this_thread::sleep_for(std::chrono::milliseconds(30));
    read_ended = true;
    return 1.0;
  };
  registry.prefer(&owner);
  REQUIRE(registry.computed_gauge({"g", "Slow.", {}, {}, 0}, &owner, read).has_value());
  std::thread renderer([&] { (void)rendered(registry); });
  while (!reading) std::this_thread::yield();
  // Neither creating nor recording waits for the slow read.
  registry.counter({"c_total", "Counts.", {}, {}, 0}).value().add();
  std::thread forgetter([&] {
    forgetting = true;
    registry.forget(&owner);
    ended_before_forget_returned = read_ended.load();
  });
  forgetter.join();
  renderer.join();
  CHECK(ended_before_forget_returned);
}

}  // namespace
}  // namespace spark::metrics
