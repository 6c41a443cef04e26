// spark/glue/brief_lock.h: the lock of Keyed's entries. An author needs nothing here.
//
// Threads of one priority take it, for less than a microsecond or so: a holder that cannot run,
// since one that waits has the processor, would be waited for in vain.
#pragma once

#include <atomic>
#include <thread>

namespace spark::glue {

// A lock for moments, of threads of one priority. [any]
class BriefLock {
 public:
  // Tries some hundred times before it gives the processor away.
  void lock() noexcept {
    for (int tries = 0; held_.test_and_set(std::memory_order_acquire); ++tries) {
      if (tries > 100) std::this_thread::yield();  // its holder may wait for this processor
    }
  }
  void unlock() noexcept { held_.clear(std::memory_order_release); }

 private:
  std::atomic_flag held_;
};

}  // namespace spark::glue
