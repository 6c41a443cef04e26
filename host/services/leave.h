// The leave of a risky action to move a flag away from its safe value. The control thread gives it
// to the handler that it calls for the action. It lasts for the call, and the functions that the
// handler calls find it.
#pragma once

#include <utility>

#include "services/flags.h"
#include "services/route_call.h"

namespace spark::services {

struct Leave {
  Flags::Permit permit;
  RouteCallPtr action;  // the risky one; commits before its first effect

  // The leave of the call that this thread is in; null: none, and no latch opens.
  static Leave* present() { return present_; }

  class Scope {
   public:
    explicit Scope(Leave* leave) : before_(std::exchange(present_, leave)) {}
    ~Scope() { present_ = before_; }
    Scope(const Scope&) = delete;
    Scope& operator=(const Scope&) = delete;

   private:
    Leave* before_;
  };

 private:
  static inline thread_local Leave* present_ = nullptr;
};

// Moves a flag for a plugin. Away from its safe value, it commits the action that this thread is
// in, if there is one. [any]
[[nodiscard]] Commit move_flag(Flags& flags, spark_flag* flag, int64_t value);

}  // namespace spark::services
