#include "plugin/transcript.h"

#include <sys/wait.h>

#include <algorithm>
#include <cstring>

#include "base/printable.h"

namespace spark::plugin {

namespace {

std::string in_seconds(uint32_t ms) {
  if (ms % 1000 != 0) return std::to_string(ms) + " ms";
  return std::to_string(ms / 1000) + " s";
}

std::string signal_name(int number) {
  const char* const name = ::sigabbrev_np(number);
  return name == nullptr ? "signal " + std::to_string(number) : "SIG" + std::string(name);
}

// How the process ended, if that alone is a failure.
std::string process_failure(const TrialEnd& end) {
  if (end.stopped) return "ended, since the host is stopping,";
  if (end.late) return "took longer than " + in_seconds(end.timeout_ms);
  if (WIFSIGNALED(end.status)) return "ended by " + signal_name(WTERMSIG(end.status));
  if (WEXITSTATUS(end.status) != 0)
    return "ended with exit code " + std::to_string(WEXITSTATUS(end.status));
  return "";
}

}  // namespace

void Transcript::add(std::string_view bytes) {
  while (!bytes.empty()) {
    const size_t end = bytes.find('\n');
    const size_t room = trial_line_bytes_max - line_.size();
    line_ += bytes.substr(0, std::min(end, room));
    if (end == std::string_view::npos) return;
    take(line_);
    line_.clear();
    bytes.remove_prefix(end + 1);
  }
}

void Transcript::end() {
  if (!line_.empty()) take(line_);
  line_.clear();
}

void Transcript::take(std::string_view line) {
  const auto after = [&](std::string_view word) {
    return line.starts_with(word) ? base::made_printable(line.substr(word.size())) : "";
  };
  if (line == "ok") ok_ = true;
  constexpr std::string_view reports = "report ";
  if (line.starts_with(reports) && report_bytes_ + line.size() <= trial_report_bytes_max) {
    report_bytes_ += line.size();
    report_.emplace_back(line.substr(reports.size()));
    return;
  }
  if (auto step = after("step "); !step.empty()) step_ = std::move(step);
  const std::string error = after("error ");
  if (error.empty() || error_.size() + error.size() > trial_error_bytes_max) return;
  error_ += (error_.empty() ? "" : "\n") + error;
}

void Tail::add(std::string_view bytes) {
  bytes_ += bytes;
  if (bytes_.size() <= trial_stderr_bytes_max) return;
  bytes_.erase(0, bytes_.size() - trial_stderr_bytes_max);
  cut_ = true;
}

std::string Tail::text() const {
  std::string_view text = bytes_;
  const size_t line_end = text.find('\n');
  if (cut_ && line_end < text.size() - 1) text.remove_prefix(line_end + 1);
  while (text.ends_with('\n')) text.remove_suffix(1);
  return base::made_printable(text);
}

namespace {

std::string failure_in_words(const TrialEnd& end, const Transcript& said,
                             const std::string& stderr_text) {
  // The trial's own error says most, even if the process crashed afterwards.
  if (!said.error().empty()) return said.error();
  std::string failure = process_failure(end);
  if (failure.empty() && said.ok()) return "";
  if (failure.empty()) failure = "ended without saying how it went";
  if (!said.step().empty()) failure += " while: " + said.step();
  if (!stderr_text.empty()) failure += "; it wrote: " + stderr_text;
  return failure;
}

}  // namespace

std::string failure_of(const TrialEnd& end, const Transcript& said,
                       const std::string& stderr_text) {
  std::string failure = failure_in_words(end, said, stderr_text);
  const bool had_too_little = failure.find("bad_alloc") != std::string::npos;
  if (had_too_little && end.memory_bytes_max > 0) {
    failure += "; a rehearsal may have " + std::to_string(end.memory_bytes_max >> 20u) +
               " MiB of memory, half of the host's";
  }
  return failure;
}

}  // namespace spark::plugin
