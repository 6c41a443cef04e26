// Signals by signalfd, wake-ups by eventfd.
#include "daemon/signals.h"

#include <poll.h>
#include <sys/eventfd.h>
#include <sys/signalfd.h>
#include <unistd.h>

#include <array>
#include <cstdint>

#include "base/assert.h"

namespace spark::daemon {

Signals::Signals() {
  std::signal(SIGPIPE, SIG_IGN);
  std::signal(SIGXFSZ, SIG_IGN);  // a file that may not grow is an error of the write
  sigset_t set;
  sigemptyset(&set);
  for (const int signal : {SIGTERM, SIGINT, SIGHUP, SIGUSR2}) sigaddset(&set, signal);
  pthread_sigmask(SIG_BLOCK, &set, nullptr);
  signal_fd_ = ::signalfd(-1, &set, SFD_CLOEXEC | SFD_NONBLOCK);
  wake_fd_ = ::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
  SPARK_ASSERT(signal_fd_ >= 0 && wake_fd_ >= 0, "a fresh process has descriptors left");
}

Signals::~Signals() {
  ::close(signal_fd_);
  ::close(wake_fd_);
}

int Signals::wait(int timeout_ms) {
  std::array<pollfd, 2> fds = {pollfd{signal_fd_, POLLIN, 0}, pollfd{wake_fd_, POLLIN, 0}};
  if (::poll(fds.data(), fds.size(), timeout_ms) <= 0) return 0;
  if ((fds[1].revents & POLLIN) != 0) {
    uint64_t count = 0;
    (void)!::read(wake_fd_, &count, sizeof count);
  }
  signalfd_siginfo info{};
  if (::read(signal_fd_, &info, sizeof info) != sizeof info) return 0;
  return static_cast<int>(info.ssi_signo);
}

void Signals::wake() {
  const uint64_t one = 1;
  (void)!::write(wake_fd_, &one, sizeof one);
}

}  // namespace spark::daemon
