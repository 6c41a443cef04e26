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

  // `now_ns` never goes back. [the one writer]
  void add(int64_t now_ns, bool match) noexcept {
    const int64_t epoch = epoch_of(now_ns);
    Bucket& bucket = buckets_[index(epoch)];
    if (bucket.epoch.load(std::memory_order_relaxed) != epoch) {
      bucket.counts.store(0, std::memory_order_relaxed);
      bucket.epoch.store(epoch, std::memory_order_release);
    }
    const uint64_t counts = bucket.counts.load(std::memory_order_relaxed);
    bucket.counts.store(counts + one_pair + (match ? 1 : 0), std::memory_order_relaxed);
  }

  // The present bucket and the 59 before it. [any-thread]
  [[nodiscard]] Sum sum(int64_t now_ns) const noexcept {
    const int64_t last = epoch_of(now_ns);
    Sum out;
    for (const Bucket& bucket : buckets_) {
      const int64_t epoch = bucket.epoch.load(std::memory_order_acquire);
      if (epoch <= last - buckets || epoch > last) continue;
      const uint64_t counts = bucket.counts.load(std::memory_order_relaxed);
      out.pairs += counts >> 32u;
      out.matches += counts & 0xffffffffu;
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

  static int64_t epoch_of(int64_t now_ns) noexcept {
    return now_ns / bucket_ns - (now_ns % bucket_ns < 0 ? 1 : 0);
  }
  static size_t index(int64_t epoch) noexcept {
    return static_cast<size_t>((epoch % buckets + buckets) % buckets);
  }

  std::array<Bucket, buckets> buckets_;
};

}  // namespace shadow
