// Tallies that change hands, with explicit times.
#include "shadow/tallies.h"

#include <algorithm>
#include <atomic>
#include <initializer_list>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "support/catch.h"

using shadow::Tallies;
using shadow::Tally;

namespace {

constexpr int64_t second = 1'000'000'000;

std::string saved(const Tallies& tallies, int64_t at_s) {
  spark::ByteWriter out;
  tallies.save(out, at_s * second);
  return out.text();
}

void load(Tallies& tallies, const std::string& bytes, int64_t at_s) {
  spark::ByteReader in(bytes);
  tallies.load(in, at_s * second);
}

void merge(Tallies& tallies, const std::string& before, const std::string& after, int64_t at_s) {
  spark::ByteReader first(before);
  spark::ByteReader second_(after);
  tallies.merge(first, second_, at_s * second);
}

void pairs(Tallies& tallies, uint32_t worker, int64_t at_s, int count, bool match) {
  for (int i = 0; i < count; ++i) tallies.of(worker).pair(at_s * second, match);
}

struct Sums {
  uint64_t matches, mismatches, errors, recent_pairs, recent_matches;
};

void check(const Tallies& tallies, int64_t at_s, const Sums& expected) {
  CAPTURE(at_s);
  const Tally::Totals totals = tallies.totals();
  CHECK(totals.matches == expected.matches);
  CHECK(totals.mismatches == expected.mismatches);
  CHECK(totals.errors == expected.errors);
  CHECK(tallies.recent(at_s * second).pairs == expected.recent_pairs);
  CHECK(tallies.recent(at_s * second).matches == expected.recent_matches);
}

// Workers that count without a pause, three matches in four, into whichever object serves.
class Crowd {
 public:
  static constexpr uint32_t workers = 2;

  explicit Crowd(Tallies& first) : serving_(&first) {
    for (uint32_t worker = 0; worker < workers; ++worker)
      threads_.emplace_back([this, worker] { work(worker); });
  }
  ~Crowd() { stop(); }
  Crowd(const Crowd&) = delete;
  Crowd& operator=(const Crowd&) = delete;

  // Returns when no worker uses the one before.
  void change_to(Tallies& next) {
    serving_ = &next;
    const uint32_t change = ++change_;
    for (auto& each : seen_)
      while (each != change) std::this_thread::yield();
  }

  // Returns how many pairs were counted.
  uint64_t stop() {
    done_ = true;
    for (auto& thread : threads_) thread.join();
    threads_.clear();
    return counted_;
  }

 private:
  void work(uint32_t worker) {
    uint64_t count = 0;
    while (!done_) {
      const uint32_t change = change_;
      Tally& tally = serving_.load()->of(worker);
      seen_[worker] = change;
      for (int i = 0; i < 100; ++i, ++count)
        tally.pair(std::min<int64_t>(static_cast<int64_t>(count) / 10'000, 50) * 10 * second,
                   i % 4 != 0);
    }
    counted_ += count;
  }

  std::atomic<Tallies*> serving_;
  std::atomic<uint32_t> change_{0};
  std::atomic<uint32_t> seen_[workers] = {};  // the change that each worker has seen last
  std::atomic<uint64_t> counted_{0};
  std::atomic<bool> done_{false};
  std::vector<std::thread> threads_;
};

// Eight bytes for each number.
std::string bytes_of(std::initializer_list<uint64_t> numbers) {
  std::string bytes;
  for (uint64_t number : numbers)
    for (int i = 0; i < 8; ++i, number >>= 8) bytes += static_cast<char>(number & 0xff);
  return bytes;
}

}  // namespace

TEST_CASE("what was counted goes on in the successor, window included") {
  Tallies old(2);
  pairs(old, 0, 5, 3, true);
  pairs(old, 1, 15, 2, false);
  old.of(1).error();
  Tallies fresh(3);  // with another number of workers
  load(fresh, saved(old, 20), 20);
  check(fresh, 20, {3, 2, 1, 5, 3});
  check(fresh, 604, {3, 2, 1, 2, 0});  // the first bucket has left
  pairs(fresh, 2, 25, 1, true);
  check(fresh, 25, {4, 2, 1, 6, 4});
}

TEST_CASE("what is counted between the two saves is added once, wherever it was counted") {
  Tallies old(2);
  pairs(old, 0, 5, 3, true);
  const std::string before = saved(old, 5);
  Tallies fresh(2);
  load(fresh, before, 6);
  pairs(old, 0, 7, 1, true);  // the same bucket
  pairs(old, 1, 12, 2, false);
  old.of(0).error();
  pairs(fresh, 0, 12, 1, true);
  merge(fresh, before, saved(old, 13), 13);
  check(fresh, 13, {5, 2, 1, 7, 5});
}

TEST_CASE("an object that served before has only what it is given, when it serves again") {
  Tallies one(1);
  pairs(one, 0, 5, 3, true);
  one.of(0).error();
  Tallies two(1);
  load(two, saved(one, 5), 5);
  pairs(two, 0, 15, 4, false);
  load(one, saved(two, 16), 16);
  check(one, 16, {3, 4, 1, 7, 3});
  pairs(one, 0, 17, 1, true);
  check(one, 17, {4, 4, 1, 8, 4});
  load(one, bytes_of({0, 0, 0, 0}), 18);
  check(one, 18, {0, 0, 0, 0, 0});
}

TEST_CASE("buckets that are too old are left behind") {
  Tallies old(1);
  pairs(old, 0, 5, 3, true);
  pairs(old, 0, 100, 2, true);
  const std::string before = saved(old, 100);
  Tallies fresh(1);
  load(fresh, before, 650);
  check(fresh, 650, {5, 0, 0, 2, 2});
  CHECK(saved(old, 650).size() == before.size() - 24);
  // One that has been replaced meanwhile is no count that went down.
  pairs(old, 0, 605, 1, true);
  merge(fresh, before, saved(old, 650), 650);
  check(fresh, 650, {6, 0, 0, 3, 3});
}

TEST_CASE("two objects change over while workers count, and every pair counts once") {
  constexpr int rounds = 20;
  constexpr int64_t now_s = 520;  // all pairs are in the window, in up to 51 buckets
  Tallies one(Crowd::workers);
  Tallies two(Crowd::workers);
  Tallies* from = &one;
  Tallies* to = &two;
  Crowd crowd(one);
  for (int round = 0; round < rounds; ++round) {
    const std::string before = saved(*from, now_s);
    load(*to, before, now_s);
    crowd.change_to(*to);
    merge(*to, before, saved(*from, now_s), now_s);
    std::swap(from, to);
  }
  const uint64_t counted = crowd.stop();
  const Tally::Totals totals = from->totals();
  CHECK(totals.matches + totals.mismatches == counted);
  CHECK(totals.mismatches == counted / 4);
  CHECK(from->recent(now_s * second).pairs == counted);
  CHECK(from->recent(now_s * second).matches == totals.matches);
}

TEST_CASE("bytes that are no tallies are refused, and nothing has changed") {
  constexpr uint64_t now_epoch = 10;
  struct Case {
    const char* why;
    std::string bytes;
  };
  const Case cases[] = {
      {"8 bytes were expected", ""},
      {"8 bytes were expected", std::string(31, '\0')},
      {"1 bytes too many", std::string(33, '\0')},
      {"a total of 18446744073709551615 is none", std::string(64, '\xff')},
      {"8 bytes were expected", bytes_of({1, 1, 1, 1'000'000'000'000})},
      {"not in order", bytes_of({1, 1, 1, 2, 5, 1, 1, 5, 1, 1})},
      {"not in order", bytes_of({1, 1, 1, 2, 5, 1, 1, 4, 1, 1})},
      {"in the future", bytes_of({1, 1, 1, 1, now_epoch + 1, 1, 1})},
      {"a bucket of 1 pairs and 2 matches is none", bytes_of({1, 1, 1, 1, 5, 1, 2})},
      {"a bucket of 2147483648 pairs", bytes_of({1, 1, 1, 1, 5, uint64_t{1} << 31, 1})},
  };
  Tallies tallies(1);
  pairs(tallies, 0, 5, 3, true);
  const std::string good = saved(tallies, 100);
  for (const Case& each : cases) {
    CHECK_THROWS_WITH(load(tallies, each.bytes, 100), Catch::Matchers::ContainsSubstring(each.why));
    CHECK_THROWS_WITH(merge(tallies, each.bytes, good, 100),
                      Catch::Matchers::ContainsSubstring(each.why));
    CHECK_THROWS_WITH(merge(tallies, good, each.bytes, 100),
                      Catch::Matchers::ContainsSubstring(each.why));
  }
  pairs(tallies, 0, 6, 1, false);
  CHECK_THROWS_WITH(merge(tallies, saved(tallies, 100), good, 100),
                    Catch::Matchers::ContainsSubstring("a count went down"));
  check(tallies, 100, {3, 1, 0, 4, 3});
}
