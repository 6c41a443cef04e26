// A connection's input: contiguous bytes with room at the end, bounded, never filled with zeros.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstring>
#include <memory>

#include "base/assert.h"

namespace spark::http {

class Buffer {
 public:
  static constexpr size_t small_bytes = 4 * 1024;

  explicit Buffer(size_t bytes_max) : bytes_max_(std::max(bytes_max, small_bytes)) {}

  [[nodiscard]] char* data() { return bytes_.get() + begin_; }
  [[nodiscard]] size_t size() const { return end_ - begin_; }
  [[nodiscard]] bool is_large() const { return capacity_ > small_bytes; }

  // Drops bytes at the end.
  void resize(size_t size) { end_ = begin_ + size; }
  // Drops bytes at the beginning.
  void consume(size_t bytes) {
    begin_ += bytes;
    if (begin_ == end_) begin_ = end_ = 0;
  }
  void clear() { begin_ = end_ = 0; }

  // Room behind the data, at least one byte, after moving or growing as needed. The owner's limits
  // see to it that the bound suffices.
  void make_room() {
    if (capacity_ - end_ >= std::min(small_bytes / 4, capacity_) && capacity_ != 0) return;
    if (begin_ > 0) {
      std::memmove(bytes_.get(), data(), size());
      end_ = size();
      begin_ = 0;
    }
    if (capacity_ - end_ >= capacity_ / 2 && capacity_ != 0) return;
    if (capacity_ < bytes_max_) grow(std::min(std::max(capacity_ * 2, small_bytes), bytes_max_));
    SPARK_ASSERT(end_ < capacity_, "a request within the limits fits into the buffer");
  }
  [[nodiscard]] char* room() { return bytes_.get() + end_; }
  [[nodiscard]] size_t room_bytes() const { return capacity_ - end_; }
  void commit(size_t bytes) { end_ += bytes; }

  // Gives memory back; there must be no data.
  void shrink() {
    SPARK_ASSERT(size() == 0, "only an empty buffer shrinks");
    clear();
    if (is_large()) {
      bytes_.reset();
      capacity_ = 0;
    }
  }

 private:
  void grow(size_t capacity) {
    auto larger = std::make_unique_for_overwrite<char[]>(capacity);
    if (end_ > 0) std::memcpy(larger.get(), bytes_.get(), end_);
    bytes_ = std::move(larger);
    capacity_ = capacity;
  }

  size_t bytes_max_;
  std::unique_ptr<char[]> bytes_;
  size_t capacity_ = 0;
  size_t begin_ = 0;
  size_t end_ = 0;
};

}  // namespace spark::http
