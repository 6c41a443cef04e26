#include "plugin/trial_program.h"

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <sys/prctl.h>

#include <algorithm>
#include <cstdlib>
#include <cstring>

namespace spark::plugin {

TrialProgram::TrialProgram() : out_(::fcntl(STDOUT_FILENO, F_DUPFD_CLOEXEC, STDERR_FILENO + 1)) {
  ::prctl(PR_SET_PDEATHSIG, SIGKILL);
  pollfd listener{out_.get(), 0, 0};  // a pipe whose reader is gone has an error
  if (::poll(&listener, 1, 0) > 0 && (listener.revents & POLLERR) != 0) ::_exit(EXIT_FAILURE);
  ::dup2(STDERR_FILENO, STDOUT_FILENO);
}

base::Result<std::string> TrialProgram::input() {
  auto text = base::read_until_end(STDIN_FILENO, trial_input_bytes_max + 1);
  if (!text) return base::Error("standard input: " + std::string(std::strerror(errno)));
  if (text->size() > trial_input_bytes_max)
    return base::Error("standard input: more than " + std::to_string(trial_input_bytes_max) +
                       " bytes");
  return {boost::system::in_place_value, std::move(*text)};
}

void TrialProgram::step(std::string_view what) {
  say("step ", what);
}

void TrialProgram::report(std::string_view what) {
  say("report ", what);
}

void TrialProgram::fail(std::string_view why) {
  while (!why.empty()) {
    const size_t end = std::min(why.find('\n'), why.size());
    if (end > 0) say("error ", why.substr(0, end));
    why.remove_prefix(std::min(end + 1, why.size()));
  }
}

void TrialProgram::pass() {
  say("ok", "");
}

// Writes at once and unbuffered: the process may end right after. A closed pipe is no reason to
// stop.
void TrialProgram::say(std::string_view word, std::string_view line) {
  std::string text(word);
  text.append(line) += '\n';
  (void)!base::write_all(out_.get(), text);
}

}  // namespace spark::plugin
