// Signals as the main thread's events, and the ends that nothing can hold up.
//
// While the process starts, TERM and INT end it at once, even if a plugin's constructor hangs or a
// file is not a regular one. While it ends, a third TERM or INT in all ends it at once. Otherwise
// they are events, as HUP and USR2 always are: a signal before wait() is not lost, but a waiting
// HUP is dropped if a USR2 came after it.
#pragma once

#include <cstdint>

#include "base/descriptor.h"

namespace spark::base {

class Signals {
 public:
  enum class Phase : uint8_t { starting, serving, ending };

  // Handles SIGTERM, SIGINT, SIGHUP and SIGUSR2, and ignores SIGPIPE and SIGXFSZ. A process has one
  // Signals object at a time, and makes it first. On the main thread.
  Signals();
  ~Signals();
  Signals(const Signals&) = delete;
  Signals& operator=(const Signals&) = delete;

  // The first phase is `starting`. On the main thread.
  static void enter(Phase phase);

  // Waits for a signal and returns its number, USR2 before all others and each as often as it
  // came; or 0 after wake() or when `timeout_ms` (-1: none) passed. On the main thread.
  [[nodiscard]] int wait(int timeout_ms);
  void wake();  // [any]

  // Waits up to `timeout_ms` for a USR2 and takes it; leaves all other signals for wait(). For the
  // lookout's thread during the start, and the main thread at the end. By one thread at a time.
  [[nodiscard]] bool take_safe(int timeout_ms);

  // Ends the process after that time if it has not ended by then. On the main thread.
  static void end_by_force_after(uint32_t seconds);

 private:
  void sleep(int timeout_ms) const;  // until a signal, wake(), or the time

  Descriptor wake_fd_;
};

}  // namespace spark::base
