// Flags that a build declares. They go with the build if it is refused or only tried.
//
// Flags that the draft's thread declares first are provisional. Such flags work as any, and a safe
// action moves and latches them; but other threads do not find them before the commit, unless they
// declare them too, which keeps them. Flags declared before are untouched.
//
// Destroyed without a commit, a draft removes its flags, and later flags get their addresses. So
// the plugin objects and stages that hold those addresses are destroyed before the draft. Latches
// stay, as those of flags that no plugin has declared: a flag that was made safe is safe when it is
// declared again.
#pragma once

#include "services/flags.h"

namespace spark::services {

// Opened, committed and destroyed on the same thread, which has one draft at most in `flags`. These
// outlive it.
class Flags::Draft {
 public:
  explicit Draft(Flags& flags);
  ~Draft();
  Draft(const Draft&) = delete;
  Draft& operator=(const Draft&) = delete;

  // Keeps its flags, in the order in which they were declared. The draft is over.
  void commit();

 private:
  Flags* flags_;  // null: committed
};

}  // namespace spark::services
