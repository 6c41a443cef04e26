#include "http/input_memory.h"

#include <sys/mman.h>

#include "base/assert.h"

namespace spark::http {

bool InputMemory::grow(size_t bytes) {
  SPARK_ASSERT(bytes > size_, "memory grows by growing");
  if (!budget_->take(bytes - size_)) return false;
  void* grown = data_ == nullptr ? ::mmap(nullptr, bytes, PROT_READ | PROT_WRITE,
                                          MAP_PRIVATE | MAP_ANONYMOUS, -1, 0)
                                 : ::mremap(data_, size_, bytes, MREMAP_MAYMOVE);
  if (grown == MAP_FAILED) {
    budget_->give_back(bytes - size_);
    return false;
  }
  data_ = static_cast<char*>(grown);
  size_ = bytes;
  return true;
}

void InputMemory::release() {
  if (data_ == nullptr) return;
  ::munmap(data_, size_);
  budget_->give_back(size_);
  data_ = nullptr;
  size_ = 0;
}

}  // namespace spark::http
