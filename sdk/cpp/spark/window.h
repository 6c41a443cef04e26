// spark/window.h: sums over the time just past, in buckets that leave one by one.
//
//   struct Pairs {
//     uint64_t all = 0, alike = 0;
//     Pairs& operator+=(const Pairs& more) { all += more.all; alike += more.alike; return *this; }
//   };
//   spark::Window<Pairs, 60> last_ten_minutes{10'000};     // buckets of 10,000 ms
//   window.add(now_ms, {1, alike});                        // [the one writer]
//   const Pairs pairs = window.sum(now_ms);                // [any]
//
// One thread writes and any number read, without a lock; one Window for each worker (per_worker.h)
// makes one of all. The window never asks a clock: times are whatever the caller counts in, event
// time included. A reader that races with the writer may miss the bucket that is just leaving the
// window; nothing else. Adding costs a copy of one Sum there and back, so keep it to a few numbers,
// and make several windows of what is counted apart.
//
// To outlive its object: collect() the buckets of all workers, write() them, read() them in the
// next object, and add() them to a window of its own. difference() is for what was counted after.
#pragma once

#include <algorithm>
#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <map>

#include "spark/bytes.h"
#include "spark/per_worker.h"

namespace spark {

// `Sum` is trivially copyable, has 8-byte members only, is empty when default-constructed, and has
// += (and -= for difference()).
template <class Sum, size_t buckets>
class Window {
 public:
  // Sums by the bucket's number, which is `time / length` rounded down: two windows of one length
  // that count the same clock have the same numbers.
  using Buckets = std::map<int64_t, Sum>;

  // The length of a bucket, above 0, in the unit of the times that follow. The window is `buckets`
  // times as long.
  explicit Window(int64_t length) : length_(length) {}

  // The number of the bucket that a time belongs to.
  [[nodiscard]] int64_t number_of(int64_t time) const noexcept {
    return time / length_ - (time % length_ < 0 ? 1 : 0);
  }
  // Whether a bucket has not left the window yet. One that begins after `now` has not.
  [[nodiscard]] bool holds(int64_t number, int64_t now) const noexcept {
    return number > number_of(now) - static_cast<int64_t>(buckets);
  }

  // Adds to the bucket of `now`, unless a later bucket has its place: then it is too late, and
  // false. [the one writer]
  bool add(int64_t now, const Sum& more) noexcept { return add_to(number_of(now), more); }
  // Adds buckets of another window. [the one writer]
  void add(const Buckets& more) noexcept {
    for (const auto& [number, sum] : more) add_to(number, sum);
  }
  // Empties it; a reader that is under way may see some buckets of before. [the one writer]
  void reset() noexcept {
    for (auto& bucket : buckets_) bucket.write({});
  }

  // The present bucket and the `last - 1` before it, at most all. The buckets are read one after
  // the other: what is added meanwhile is in it or not. [any]
  [[nodiscard]] Sum sum(int64_t now, size_t last = buckets) const noexcept {
    const int64_t end = number_of(now);
    const int64_t begin = end - static_cast<int64_t>(std::min(last, buckets));
    Sum out{};
    for (const auto& bucket : buckets_) {
      const Bucket one = bucket.read();
      if (one.number > begin && one.number <= end) out += one.sum;
    }
    return out;
  }
  // Adds the buckets that have not left the window to `into`: to save it, or to look at its course.
  // [any]
  void collect(int64_t now, Buckets& into) const {
    for (const auto& bucket : buckets_) {
      const Bucket one = bucket.read();
      if (one.number != never && holds(one.number, now)) into[one.number] += one.sum;
    }
  }

  // As bytes: how many, then of each its number and its sum. [any]
  static void write(ByteWriter& out, const Buckets& from) {
    out.u64(from.size());
    for (const auto& [number, sum] : from) {
      out.i64(number);
      for (const uint64_t word : std::bit_cast<Words>(sum)) out.u64(word);
    }
  }
  // Throws SPARK_E_INVALID for bytes of another form, and numbers that are not in order of time.
  // Whether the sums make sense is for the caller to say. [any]
  static Buckets read(ByteReader& in) {
    Buckets out;
    for (uint64_t left = in.u64(); left > 0; --left) {
      const int64_t number = in.i64();
      if (!out.empty() && number <= out.rbegin()->first)
        throw Error("window: its buckets are not in order of time", SPARK_E_INVALID);
      Words words;
      for (uint64_t& word : words) word = in.u64();
      out[number] = std::bit_cast<Sum>(words);
    }
    return out;
  }
  // What came to `later` since `earlier`; buckets that left meanwhile are not in it. [any]
  static Buckets difference(const Buckets& earlier, Buckets later) {
    for (auto& [number, sum] : later) {
      if (const auto found = earlier.find(number); found != earlier.end()) sum -= found->second;
    }
    return later;
  }

 private:
  static_assert(sizeof(Sum) % sizeof(uint64_t) == 0);
  using Words = std::array<uint64_t, sizeof(Sum) / sizeof(uint64_t)>;
  static constexpr int64_t never = std::numeric_limits<int64_t>::min();

  struct Bucket {
    int64_t number = never;
    Sum sum{};
  };

  // A place belongs to the bucket with the highest number that came to it.
  bool add_to(int64_t number, const Sum& more) noexcept {
    constexpr auto count = static_cast<int64_t>(buckets);
    auto& place = buckets_[static_cast<size_t>((number % count + count) % count)];
    Bucket bucket = place.own();
    if (bucket.number > number) return false;
    if (bucket.number < number) bucket = {number, {}};
    bucket.sum += more;
    place.write(bucket);
    return true;
  }

  const int64_t length_;
  std::array<Published<Bucket>, buckets> buckets_;
};

}  // namespace spark
