// Waiting for signals on one descriptor, together with a wake-up from other threads.
#pragma once

#include <csignal>

namespace spark::daemon {

class Signals {
 public:
  // Blocks SIGTERM, SIGINT, SIGHUP and SIGUSR2 in this thread and those it starts from now on, and
  // ignores SIGPIPE and SIGXFSZ; make it before any thread.
  Signals();
  ~Signals();
  Signals(const Signals&) = delete;
  Signals& operator=(const Signals&) = delete;

  // Waits for a signal and returns its number, or 0 after wake() or when `timeout_ms` (-1: none)
  // passed.
  [[nodiscard]] int wait(int timeout_ms);
  void wake();  // [any thread]

 private:
  int signal_fd_ = -1;
  int wake_fd_ = -1;
};

}  // namespace spark::daemon
