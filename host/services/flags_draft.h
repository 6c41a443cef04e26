// Flags that a build declares and that go with it, should it be refused or be only tried.
//
// A draft makes provisional what its thread declares and nobody has declared before. Such flags
// work as any, and a safe action moves and latches them; but others do not find them before the
// commit, unless they declare them too, which keeps them. Flags declared before are untouched.
//
// Destroyed without a commit, a draft removes its flags, and their addresses are given to flags
// that are declared later: the plugin objects and stages that were given them are destroyed before
// that. Latches stay, as those of flags that no plugin has declared, so that what was made safe is
// safe when it is declared again.
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
