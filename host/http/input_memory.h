// Memory for input beyond a connection's first buffer: counted against a budget, and given back to
// the system at once.
#pragma once

#include <cstddef>

namespace spark::http {

// A bound on the bytes of all its users together. One thread.
class ByteBudget {
 public:
  explicit ByteBudget(size_t bytes_max) : bytes_max_(bytes_max) {}
  ByteBudget(const ByteBudget&) = delete;
  ByteBudget& operator=(const ByteBudget&) = delete;

  [[nodiscard]] bool take(size_t bytes) {
    if (bytes > bytes_max_ - used_) return false;
    used_ += bytes;
    return true;
  }
  void give_back(size_t bytes) { used_ -= bytes; }

  [[nodiscard]] size_t used() const { return used_; }
  // More than half is used: connections keep no memory for later.
  [[nodiscard]] bool is_tight() const { return used_ > bytes_max_ / 2; }

 private:
  size_t bytes_max_;
  size_t used_ = 0;
};

// A block of pages, mapped for itself. The allocator would keep such blocks for later, in places
// from which it cannot give them back to the system.
class InputMemory {
 public:
  // The budget outlives it.
  explicit InputMemory(ByteBudget& budget) : budget_(&budget) {}
  ~InputMemory() { release(); }
  InputMemory(const InputMemory&) = delete;
  InputMemory& operator=(const InputMemory&) = delete;

  // Grows to `bytes`, which is more than size(). The content stays, but may move. False: the budget
  // or the system has no more memory, and nothing has changed.
  [[nodiscard]] bool grow(size_t bytes);
  void release();

  [[nodiscard]] char* data() const { return data_; }  // null if there are none
  [[nodiscard]] size_t size() const { return size_; }

 private:
  ByteBudget* budget_;
  char* data_ = nullptr;
  size_t size_ = 0;
};

}  // namespace spark::http
