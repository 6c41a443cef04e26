// Signals as the main thread's events, and the ends that nothing can hold up.
//
// TERM and INT end the process at once while it starts, whatever it is at (a plugin's constructor
// that hangs, a file that is not one), and again while it ends, when that is asked for a third
// time. Between, they are events, as HUP and USR2 always are: what came before somebody waits is
// not lost.
#pragma once

#include <cstdint>

#include "base/descriptor.h"

namespace spark::daemon {

class Signals {
 public:
  enum class Phase : uint8_t { starting, serving, ending };

  // Handles SIGTERM, SIGINT, SIGHUP and SIGUSR2, and ignores SIGPIPE and SIGXFSZ. One at a time in
  // a process; make it first. On the main thread.
  Signals();
  ~Signals();
  Signals(const Signals&) = delete;
  Signals& operator=(const Signals&) = delete;

  // Starting at first. On the main thread.
  static void enter(Phase phase);

  // Waits for a signal and returns its number, USR2 before all others and each as often as it
  // came; or 0 after wake() or when `timeout_ms` (-1: none) passed. On the main thread.
  [[nodiscard]] int wait(int timeout_ms);
  void wake();  // [any]

  // Takes a USR2 and leaves all others for wait(): for whoever looks while the main thread starts
  // or ends. Waits so long. By one thread at a time.
  [[nodiscard]] bool take_safe(int timeout_ms);

  // Ends the process after that time if it has not ended by then. On the main thread.
  static void end_by_force_after(uint32_t seconds);

 private:
  base::Descriptor wake_fd_;
};

}  // namespace spark::daemon
