// posix_spawn() rather than fork(): a fork would make every page of the host copy-on-write, and
// each would cost the workers a fault. The host sets what posix_spawn() cannot set from outside,
// before it gives the child its input.
#include "plugin/trial.h"

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/wait.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <cstring>

#include "base/descriptor.h"
#include "base/error.h"
#include "plugin/transcript.h"

namespace spark::plugin {

namespace {

using Clock = std::chrono::steady_clock;

constexpr int tick_ms = 5;  // between looks at a child that no pipe tells about
constexpr size_t stream_piece_bytes = 16 * 1024;
constexpr uint32_t last_pieces_max = 64;  // a pipe holds 64 KiB, at most 1 MiB

#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
constexpr bool sanitized = true;
#else
constexpr bool sanitized = false;
#endif

// The host's ends of the child's standard streams, and the child's.
struct Streams {
  std::array<base::Descriptor, 3> ours;
  std::array<base::Descriptor, 3> theirs;
};

// Moves a descriptor above the standard ones, so that setting those up does not overwrite it.
base::Descriptor out_of_the_way(int number) {
  const base::Descriptor made(number);
  return base::Descriptor(::fcntl(made.get(), F_DUPFD_CLOEXEC, STDERR_FILENO + 1));
}

base::Result<Streams> make_streams() {
  Streams streams;
  for (int i = 0; i < 3; ++i) {
    int ends[2] = {-1, -1};
    // A socket for the child's input: writing to a pipe that the child has closed raises SIGPIPE.
    const bool made = i == STDIN_FILENO
                          ? ::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends) == 0
                          : ::pipe2(ends, O_CLOEXEC) == 0;
    if (!made) return base::Error(std::strerror(errno));
    streams.ours[i] = out_of_the_way(ends[0]);
    streams.theirs[i] = out_of_the_way(ends[1]);
    if (!streams.ours[i].is_open() || !streams.theirs[i].is_open() ||
        ::fcntl(streams.ours[i].get(), F_SETFL, O_NONBLOCK) != 0)
      return base::Error(std::strerror(errno));
  }
  return streams;
}

// In a process group of its own.
base::Result<pid_t> start(const TrialSpec& spec, const Streams& streams) {
  posix_spawn_file_actions_t actions;
  posix_spawnattr_t attributes;
  ::posix_spawn_file_actions_init(&actions);
  ::posix_spawnattr_init(&attributes);
  for (int i = 0; i < 3; ++i)
    ::posix_spawn_file_actions_adddup2(&actions, streams.theirs[i].get(), i);
  ::posix_spawn_file_actions_addclosefrom_np(&actions, STDERR_FILENO + 1);
  sigset_t none;
  sigset_t all;
  ::sigemptyset(&none);
  ::sigfillset(&all);
  ::posix_spawnattr_setsigmask(&attributes, &none);
  ::posix_spawnattr_setsigdefault(&attributes, &all);
  ::posix_spawnattr_setpgroup(&attributes, 0);
  ::posix_spawnattr_setflags(
      &attributes, POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETPGROUP);

  std::vector<std::string> texts{spec.program.string()};
  texts.insert(texts.end(), spec.arguments.begin(), spec.arguments.end());
  std::vector<char*> pointers;
  for (std::string& text : texts) pointers.push_back(text.data());
  pointers.push_back(nullptr);
  pid_t child = -1;
  const int failed =
      ::posix_spawn(&child, spec.program.c_str(), &actions, &attributes, pointers.data(), environ);
  ::posix_spawnattr_destroy(&attributes);
  ::posix_spawn_file_actions_destroy(&actions);
  if (failed != 0)
    return base::Error(spec.program.string() + ": cannot be started: " + std::strerror(failed));
  return child;
}

// A running child and its output so far.
class Trial {
 public:
  Trial(const TrialSpec& spec, pid_t child, Streams streams)
      : spec_(spec),
        child_(child),
        streams_(std::move(streams)),
        unsent_(spec.input),
        deadline_(Clock::now() + std::chrono::milliseconds(spec.timeout_ms)) {
    for (base::Descriptor& each : streams_.theirs) each.close();
    limit();
  }
  Trial(const Trial&) = delete;
  Trial& operator=(const Trial&) = delete;

  TrialReport run() {
    TrialEnd end{.timeout_ms = spec_.timeout_ms, .memory_bytes_max = spec_.memory_bytes_max};
    while (!has_ended()) {
      end.late = Clock::now() >= deadline_;
      end.stopped = spec_.stop.stop_requested();
      if (end.late || end.stopped) break;
      exchange();
    }
    // Before waitpid(): until then no other process can have the child's number.
    if (!lost_) ::kill(-child_, SIGKILL);
    const bool known = base::retried([&] { return ::waitpid(child_, &end.status, 0); }) == child_;
    drain();
    said_.end();
    TrialReport report;
    report.last_step = said_.step();
    report.report = said_.report();
    report.error = known ? failure_of(end, said_, stderr_.text())
                         : "it ended, but something else in this process has waited for it";
    report.ok = report.error.empty();
    report.stopped = end.stopped;
    report.refused =
        !end.late && !end.stopped && known && WIFEXITED(end.status) && !said_.error().empty();
    return report;
  }

 private:
  void limit() const {
    constexpr rlimit nothing{0, 0};
    ::prlimit(child_, RLIMIT_CORE, &nothing, nullptr);
    if (sanitized || spec_.memory_bytes_max == 0) return;
    const rlimit memory{spec_.memory_bytes_max, spec_.memory_bytes_max};
    ::prlimit(child_, RLIMIT_DATA, &memory, nullptr);
  }

  // Leaves the child to waitpid().
  [[nodiscard]] bool has_ended() {
    siginfo_t info{};
    const int asked = base::retried([&] {
      return ::waitid(P_PID, static_cast<id_t>(child_), &info, WEXITED | WNOHANG | WNOWAIT);
    });
    lost_ = asked != 0;
    return lost_ || info.si_pid == child_;
  }

  // Waits for output or room for input, then passes both on.
  void exchange() {
    std::array<pollfd, 3> polled{};
    bool talking = false;
    for (size_t i = 0; i < polled.size(); ++i) {
      polled[i] = {streams_.ours[i].get(), static_cast<short>(i == STDIN_FILENO ? POLLOUT : POLLIN),
                   0};  // a closed one is -1, which poll() skips
      talking = talking || (i != STDIN_FILENO && streams_.ours[i].is_open());
    }
    const auto left = std::chrono::ceil<std::chrono::milliseconds>(deadline_ - Clock::now());
    const auto wait = std::clamp<int64_t>(left.count(), 0, talking ? tick_ms * 20 : tick_ms);
    if (::poll(polled.data(), polled.size(), static_cast<int>(wait)) <= 0) return;
    if (polled[STDIN_FILENO].revents != 0) give();
    for (int i = STDOUT_FILENO; i <= STDERR_FILENO; ++i)
      if (polled[static_cast<size_t>(i)].revents != 0) take(i);
  }

  void give() {
    base::Descriptor& to = streams_.ours[STDIN_FILENO];
    if (!unsent_.empty()) {
      const ssize_t put = ::send(to.get(), unsent_.data(), unsent_.size(), MSG_NOSIGNAL);
      if (put < 0 && (errno == EINTR || errno == EAGAIN)) return;
      // The child need not read all of its input: its report says what follows from that.
      unsent_.remove_prefix(put < 0 ? unsent_.size() : static_cast<size_t>(put));
    }
    if (unsent_.empty()) to.close();
  }

  // Reads the child's last output. Bounded, for a process that has left the group may write on.
  void drain() {
    for (int i = STDOUT_FILENO; i <= STDERR_FILENO; ++i)
      for (uint32_t pieces = 0; pieces < last_pieces_max && take(i); ++pieces) {
      }
  }

  // Reads one piece at a time, so that the deadline is checked even in a flood. Returns whether
  // there may be more.
  bool take(int stream) {
    base::Descriptor& from = streams_.ours[static_cast<size_t>(stream)];
    if (!from.is_open()) return false;
    std::array<char, stream_piece_bytes> piece;
    const ssize_t got = base::read_some(from.get(), piece);
    if (got < 0 && errno == EAGAIN) return false;
    if (got <= 0) from.close();
    if (got <= 0) return false;
    const std::string_view bytes(piece.data(), static_cast<size_t>(got));
    if (stream == STDOUT_FILENO) {
      said_.add(bytes);
    } else {
      stderr_.add(bytes);
    }
    return true;
  }

  const TrialSpec& spec_;
  const pid_t child_;
  Streams streams_;
  std::string_view unsent_;
  const Clock::time_point deadline_;
  Transcript said_;
  Tail stderr_;
  bool lost_ = false;  // someone else has waited for it
};

}  // namespace

TrialReport run_trial(const TrialSpec& spec) {
  auto streams = make_streams();
  if (!streams) return {.error = "no trial: " + streams.error().text};
  const auto child = start(spec, *streams);
  if (!child) return {.error = "no trial: " + child.error().text};
  return Trial(spec, *child, std::move(*streams)).run();
}

}  // namespace spark::plugin
