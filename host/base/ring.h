// SpscRing: a bounded ring of byte records between one producer and one consumer, without locks.
//
// A worker hands records to a slow thread this way. push() copies the record or says that there is
// no room, and the caller then counts a drop; push() never waits, allocates or calls the kernel.
// Records lie contiguous (a record that would wrap begins again at the start), so the consumer sees
// a view, not a copy. Threads other than workers may share one ring: these producers take turns
// through a mutex of their own.
#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string_view>

namespace spark::base {

class SpscRing {
 public:
  // Rounds `bytes` up to a power of two, at least 1 KiB. Only the constructor allocates.
  explicit SpscRing(size_t bytes);

  SpscRing(const SpscRing&) = delete;
  SpscRing& operator=(const SpscRing&) = delete;

  // Copies `head` and `body`, one after the other, as one record (either may be empty). False, and
  // no change, if there is no room now or the record is longer than record_bytes_max(). [producer]
  [[nodiscard]] bool push(std::string_view head, std::string_view body = {}) noexcept;

  // Room for one record of that length, 8-byte aligned, to be written in place before publish();
  // null if there is no room now or it is longer than record_bytes_max(). A claim that is not
  // published is forgotten by the next one. [producer]
  [[nodiscard]] char* claim(size_t length) noexcept;
  // The claimed record is there. [producer]
  void publish() noexcept { written_.store(claimed_, std::memory_order_release); }

  // Calls take(std::string_view record) for each record that was there at the call, oldest first,
  // and returns how many. The view is valid during the call of `take` only, and begins 8-byte
  // aligned. [consumer]
  template <class Take>
  size_t pop_all(Take&& take);

  [[nodiscard]] size_t record_bytes_max() const { return capacity_ / 4; }

  // Bytes waiting, headers included; a moment's value. [any]
  [[nodiscard]] size_t bytes_used() const noexcept;
  [[nodiscard]] size_t capacity() const { return capacity_; }

 private:
  static constexpr uint64_t wrap =
      UINT64_MAX;  // in place of a length: the next record is at the start

  [[nodiscard]] uint64_t length_at(uint64_t position) const noexcept;
  void set_length_at(uint64_t position, uint64_t length) noexcept;

  const size_t capacity_;
  const std::unique_ptr<char[]> bytes_;
  // Positions only grow; the offset is position mod capacity. The producer keeps a copy of the
  // consumer's position and looks at the real one only when the copy says "full".
  alignas(64) std::atomic<uint64_t> written_{0};
  uint64_t read_seen_ = 0;
  uint64_t claimed_ = 0;  // where the claimed record ends
  alignas(64) std::atomic<uint64_t> read_{0};
};

template <class Take>
size_t SpscRing::pop_all(Take&& take) {
  const uint64_t end = written_.load(std::memory_order_acquire);
  uint64_t at = read_.load(std::memory_order_relaxed);
  size_t count = 0;
  while (at != end) {
    const size_t offset = at & (capacity_ - 1);
    const uint64_t length = length_at(at);
    if (length == wrap) {
      at += capacity_ - offset;
    } else {
      take(std::string_view(bytes_.get() + offset + sizeof(uint64_t), length));
      at += sizeof(uint64_t) + ((length + 7) & ~uint64_t{7});
      ++count;
    }
    read_.store(at, std::memory_order_release);
  }
  return count;
}

}  // namespace spark::base
