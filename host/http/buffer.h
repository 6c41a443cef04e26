// A connection's input: contiguous bytes with room at the end, bounded, never filled with zeros.
//
// The first few KiB are the connection's own; larger buffers are taken from a budget.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstring>
#include <memory>

#include "base/assert.h"
#include "http/input_memory.h"

namespace spark::http {

class Buffer {
 public:
  static constexpr size_t small_bytes = 4 * 1024;

  Buffer(size_t bytes_max, ByteBudget& budget)
      : bytes_max_(std::max(bytes_max, small_bytes)), large_(budget) {}

  [[nodiscard]] char* data() { return bytes_ + begin_; }
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

  // Makes room for at least one byte behind the data: moves the data or grows the buffer. The
  // owner's limits ensure that the bound suffices. False: there is no memory, and no room.
  [[nodiscard]] bool make_room() {
    if (capacity_ - end_ >= std::min(small_bytes / 4, capacity_) && capacity_ != 0) return true;
    if (begin_ > 0) {
      std::memmove(bytes_, data(), size());
      end_ = size();
      begin_ = 0;
    }
    if (capacity_ - end_ >= capacity_ / 2 && capacity_ != 0) return true;
    if (capacity_ < bytes_max_) grow(std::min(std::max(capacity_ * 2, small_bytes), bytes_max_));
    SPARK_ASSERT(end_ < bytes_max_, "a request within the limits fits into the buffer");
    return end_ < capacity_;
  }
  [[nodiscard]] char* room() { return bytes_ + end_; }
  [[nodiscard]] size_t room_bytes() const { return capacity_ - end_; }
  void commit(size_t bytes) { end_ += bytes; }

  // Gives memory back; the buffer must be empty.
  void shrink() {
    SPARK_ASSERT(size() == 0, "only an empty buffer shrinks");
    clear();
    if (!is_large()) return;
    large_.release();
    bytes_ = nullptr;
    capacity_ = 0;
  }

 private:
  void grow(size_t capacity) {
    if (capacity == small_bytes) {
      small_ = std::make_unique_for_overwrite<char[]>(small_bytes);
      bytes_ = small_.get();
    } else {
      if (!large_.grow(capacity)) return;
      if (small_ != nullptr) std::memcpy(large_.data(), small_.get(), end_);
      small_.reset();
      bytes_ = large_.data();
    }
    capacity_ = capacity;
  }

  size_t bytes_max_;
  std::unique_ptr<char[]> small_;
  InputMemory large_;
  char* bytes_ = nullptr;  // of one of them
  size_t capacity_ = 0;
  size_t begin_ = 0;
  size_t end_ = 0;
};

}  // namespace spark::http
