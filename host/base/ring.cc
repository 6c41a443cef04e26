// The producer's side of the ring; see ring.h. Each record is an 8-byte length and the bytes,
// padded to a multiple of 8, so a length never wraps and the end of the ring always has room for a
// wrap mark.
#include "base/ring.h"

#include <algorithm>
#include <bit>
#include <cstring>

namespace spark::base {
namespace {

constexpr size_t capacity_min = 1024;

}  // namespace

SpscRing::SpscRing(size_t bytes)
    : capacity_(std::bit_ceil(std::max(bytes, capacity_min))),
      bytes_(std::make_unique<char[]>(capacity_)) {}

uint64_t SpscRing::length_at(uint64_t position) const noexcept {
  uint64_t length;
  std::memcpy(&length, bytes_.get() + (position & (capacity_ - 1)), sizeof length);
  return length;
}

void SpscRing::set_length_at(uint64_t position, uint64_t length) noexcept {
  std::memcpy(bytes_.get() + (position & (capacity_ - 1)), &length, sizeof length);
}

bool SpscRing::push(std::string_view head, std::string_view body) noexcept {
  char* const to = claim(head.size() + body.size());
  if (to == nullptr) return false;
  if (!head.empty()) std::memcpy(to, head.data(), head.size());
  if (!body.empty()) std::memcpy(to + head.size(), body.data(), body.size());
  publish();
  return true;
}

char* SpscRing::claim(size_t length) noexcept {
  if (length > record_bytes_max()) return nullptr;
  const size_t needed = sizeof(uint64_t) + ((length + 7) & ~size_t{7});

  uint64_t at = written_.load(std::memory_order_relaxed);
  const size_t to_end = capacity_ - (at & (capacity_ - 1));
  const size_t skipped = needed > to_end ? to_end : 0;
  if (at + skipped + needed - read_seen_ > capacity_) {
    read_seen_ = read_.load(std::memory_order_acquire);
    if (at + skipped + needed - read_seen_ > capacity_) return nullptr;
  }
  if (skipped != 0) {
    set_length_at(at, wrap);
    at += skipped;
  }
  set_length_at(at, length);
  claimed_ = at + needed;
  return bytes_.get() + (at & (capacity_ - 1)) + sizeof(uint64_t);
}

size_t SpscRing::bytes_used() const noexcept {
  const uint64_t read = read_.load(std::memory_order_acquire);
  return written_.load(std::memory_order_acquire) - read;
}

}  // namespace spark::base
