// The counting operator new.
#include "support/allocations.h"

#include <atomic>
#include <cstdlib>
#include <new>

namespace spark::test {
namespace {

std::atomic<uint64_t> count{0};

void* counted(size_t bytes) {
  if (counts_allocations()) count.fetch_add(1, std::memory_order_relaxed);
  void* memory = std::malloc(bytes == 0 ? 1 : bytes);
  if (memory == nullptr) std::abort();
  return memory;
}

}  // namespace

uint64_t allocations() {
  return count.load(std::memory_order_relaxed);
}

}  // namespace spark::test

void* operator new(size_t bytes) {
  return spark::test::counted(bytes);
}
void* operator new[](size_t bytes) {
  return spark::test::counted(bytes);
}
void* operator new(size_t bytes, const std::nothrow_t&) noexcept {
  return spark::test::counted(bytes);
}
void* operator new[](size_t bytes, const std::nothrow_t&) noexcept {
  return spark::test::counted(bytes);
}
void operator delete(void* memory) noexcept {
  std::free(memory);
}
void operator delete[](void* memory) noexcept {
  std::free(memory);
}
void operator delete(void* memory, size_t) noexcept {
  std::free(memory);
}
void operator delete[](void* memory, size_t) noexcept {
  std::free(memory);
}
