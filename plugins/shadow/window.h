// Matches among the pairs of the last ten minutes, in buckets of ten seconds.
//
// One writer and any number of readers, without a lock: a bucket that comes round again is emptied
// before it is given its new epoch, so that a reader never takes old counts for new ones. A reader
// that races with that may miss the bucket that is just leaving the window; nothing else.
#pragma once

#include <array>
#include <atomic>
#include <cstdint>
#include <limits>

namespace shadow {

class Window {
 public:
  static constexpr int64_t bucket_ns = 10'000'000'000;
  static constexpr int64_t buckets = 60;

  struct Sum {
    uint64_t pairs = 0;
    uint64_t matches = 0;
  };

  // The number of the bucket that a time belongs to.
  static int64_t epoch_of(int64_t now_ns) noexcept {
    return now_ns / bucket_ns - (now_ns % bucket_ns < 0 ? 1 : 0);
  }
  // Whether a bucket has not left the window yet. One that begins after `now_ns` has not.
  static bool holds(int64_t epoch, int64_t now_ns) noexcept {
    return epoch > epoch_of(now_ns) - buckets;
  }

  // `now_ns` never goes back. [the one writer]
  void add(int64_t now_ns, bool match) noexcept {
    add_to(epoch_of(now_ns), one_pair + (match ? 1 : 0));
  }

  // Adds counts of another window to the bucket of `epoch`, unless a later epoch has the bucket.
  // The bucket's sums must stay below 2^32. [the one writer]
  void add(int64_t epoch, Sum counted) noexcept {
    if (buckets_[index(epoch)].epoch.load(std::memory_order_relaxed) > epoch) return;
    add_to(epoch, counted.pairs * one_pair + counted.matches);
  }

  // [the one writer]
  void reset() noexcept {
    for (Bucket& bucket : buckets_) {
      bucket.counts.store(0, std::memory_order_relaxed);
      bucket.epoch.store(never, std::memory_order_release);
    }
  }

  // Calls each(epoch, sum) for every bucket, those that have left the window and those never used
  // included. [any]
  template <class Each>
  void each_bucket(Each&& each) const {
    for (const Bucket& bucket : buckets_) {
      const int64_t epoch = bucket.epoch.load(std::memory_order_acquire);
      each(epoch, sum_of(bucket.counts.load(std::memory_order_relaxed)));
    }
  }

  // The present bucket and the 59 before it. [any]
  [[nodiscard]] Sum sum(int64_t now_ns) const noexcept {
    const int64_t last = epoch_of(now_ns);
    Sum out;
    for (const Bucket& bucket : buckets_) {
      const int64_t epoch = bucket.epoch.load(std::memory_order_acquire);
      if (epoch <= last - buckets || epoch > last) continue;
      const Sum one = sum_of(bucket.counts.load(std::memory_order_relaxed));
      out.pairs += one.pairs;
      out.matches += one.matches;
    }
    return out;
  }

 private:
  static constexpr uint64_t one_pair = uint64_t{1} << 32u;
  static constexpr int64_t never = std::numeric_limits<int64_t>::min() / 2;

  struct Bucket {
    std::atomic<int64_t> epoch{never};
    std::atomic<uint64_t> counts{0};  // pairs in the upper half, matches in the lower: read as one
  };

  static Sum sum_of(uint64_t counts) noexcept { return {counts >> 32u, counts & 0xffffffffu}; }
  static size_t index(int64_t epoch) noexcept {
    return static_cast<size_t>((epoch % buckets + buckets) % buckets);
  }

  void add_to(int64_t epoch, uint64_t counts) noexcept {
    Bucket& bucket = buckets_[index(epoch)];
    if (bucket.epoch.load(std::memory_order_relaxed) != epoch) {
      bucket.counts.store(0, std::memory_order_relaxed);
      bucket.epoch.store(epoch, std::memory_order_release);
    }
    counts += bucket.counts.load(std::memory_order_relaxed);
    bucket.counts.store(counts, std::memory_order_relaxed);
  }

  std::array<Bucket, buckets> buckets_;
};

}  // namespace shadow
