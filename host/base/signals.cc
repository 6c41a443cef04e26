// Handlers that count, an eventfd that wakes, and an alarm.
#include "base/signals.h"

#include <poll.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include <array>
#include <atomic>
#include <cerrno>
#include <csignal>
#include <string_view>

#include "base/assert.h"

namespace spark::base {
namespace {

// In the order in which they are taken.
constexpr std::array<int, 4> handled = {SIGUSR2, SIGTERM, SIGINT, SIGHUP};
constexpr size_t usr2 = 0;
constexpr size_t hup = 3;
static_assert(handled[usr2] == SIGUSR2 && handled[hup] == SIGHUP);

// The handlers' variables: lock-free, and initialized before any handler runs.
std::atomic<Signals::Phase> present_phase{Signals::Phase::starting};
std::array<std::atomic<uint32_t>, handled.size()> arrived;
std::array<std::atomic<uint32_t>, handled.size()> last;  // number of the last one of its kind
std::atomic<uint32_t> last_number{0};                    // of all
std::atomic<uint32_t> asked_to_end{0};
constexpr uint32_t insistent = 3;  // the second one may have come while the first was obeyed
std::atomic<int> woken_fd{-1};
static_assert(std::atomic<Signals::Phase>::is_always_lock_free &&
              std::atomic<uint32_t>::is_always_lock_free && std::atomic<int>::is_always_lock_free);

void say(std::string_view text) {
  (void)!::write(STDERR_FILENO, text.data(), text.size());
}

void wake_main() {
  const uint64_t one = 1;
  (void)!::write(woken_fd, &one, sizeof one);
}

void on_signal(int signal) {
  const int error = errno;
  const bool ends = signal == SIGTERM || signal == SIGINT;
  const uint32_t asked = ends ? ++asked_to_end : 0;
  const bool is_starting = present_phase == Signals::Phase::starting;
  const bool is_insisted = present_phase == Signals::Phase::ending && asked >= insistent;
  if (ends && (is_starting || is_insisted)) {
    say(present_phase == Signals::Phase::starting ? "sparkd: ended while starting\n"
                                                  : "sparkd: ended at once\n");
    ::_exit(128 + signal);
  }
  for (size_t i = 0; i < handled.size(); ++i)
    if (handled[i] == signal) {
      last[i] = ++last_number;
      ++arrived[i];
    }
  wake_main();
  errno = error;
}

void on_alarm(int) {
  say("sparkd: it did not end in time and is ended by force; a plugin keeps a thread\n");
  ::_exit(1);
}

// One signal of that kind, if one has come.
bool take(size_t kind) {
  uint32_t count = arrived[kind];
  while (count > 0 && !arrived[kind].compare_exchange_weak(count, count - 1)) {
  }
  return count > 0;
}

int take_any() {
  // A reload that was asked for before the safe action is not made after it.
  if (arrived[usr2] > 0 && arrived[hup] > 0 && last[hup] < last[usr2]) arrived[hup] = 0;
  for (size_t kind = 0; kind < handled.size(); ++kind)
    if (take(kind)) return handled[kind];
  return 0;
}

void handle(int signal, void (*handler)(int)) {
  struct sigaction action {};
  action.sa_handler = handler;
  action.sa_flags = SA_RESTART;
  sigemptyset(&action.sa_mask);
  ::sigaction(signal, &action, nullptr);
}

}  // namespace

Signals::Signals() : wake_fd_(::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK)) {
  SPARK_ASSERT(wake_fd_.is_open(), "a fresh process has descriptors left");
  woken_fd = wake_fd_.get();
  handle(SIGPIPE, SIG_IGN);
  handle(SIGXFSZ, SIG_IGN);  // a file that may not grow is an error of the write
  for (const int signal : handled) handle(signal, on_signal);
}

Signals::~Signals() {
  for (const int signal : handled) handle(signal, SIG_DFL);
  woken_fd = -1;
}

void Signals::enter(Phase phase) {
  present_phase = phase;
}

int Signals::wait(int timeout_ms) {
  if (const int signal = take_any()) return signal;
  sleep(timeout_ms);
  return take_any();
}

bool Signals::take_safe(int timeout_ms) {
  if (take(usr2)) return true;
  sleep(timeout_ms);
  return take(usr2);
}

void Signals::sleep(int timeout_ms) const {
  pollfd woken{wake_fd_.get(), POLLIN, 0};
  if (::poll(&woken, 1, timeout_ms) > 0) {
    uint64_t count = 0;
    (void)!::read(wake_fd_.get(), &count, sizeof count);
  }
}

void Signals::wake() {
  const uint64_t one = 1;
  (void)!::write(wake_fd_.get(), &one, sizeof one);
}

void Signals::end_by_force_after(uint32_t seconds) {
  handle(SIGALRM, on_alarm);
  ::alarm(seconds);
}

}  // namespace spark::base
