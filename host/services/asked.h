// The epoch in which what a thread is doing was asked for: by a request, a timer's tick, or the
// poster of a job. What plugins ask for then was asked for in that epoch, too, however late its
// turn comes (flags.h).
#pragma once

#include <cstdint>
#include <optional>
#include <utility>

namespace spark::services {

class Asked {
 public:
  // Nothing: whatever this thread does is asked for now. [any]
  static std::optional<uint64_t> present() { return present_; }

  // For as long as it lives; nothing ends an outer scope's epoch for that time.
  class Scope {
   public:
    explicit Scope(std::optional<uint64_t> epoch) : before_(std::exchange(present_, epoch)) {}
    ~Scope() { present_ = before_; }
    Scope(const Scope&) = delete;
    Scope& operator=(const Scope&) = delete;

   private:
    std::optional<uint64_t> before_;
  };

 private:
  static inline thread_local std::optional<uint64_t> present_;
};

}  // namespace spark::services
