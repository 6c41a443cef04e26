// The lines that a trial writes while it runs, and its end in words. Pure functions and values:
// trial.h watches the process.
//
// A trial writes lines:
//   step <what it does next>
//   report <text>              what it found; each line by itself
//   error <text>               why it failed; several lines make one text
//   ok                         it is through
// Other lines are ignored.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace spark::plugin {

inline constexpr size_t trial_line_bytes_max = 4'096;    // longer lines are cut
inline constexpr size_t trial_error_bytes_max = 16'384;  // further error lines are dropped
inline constexpr size_t trial_report_bytes_max = 4 * 1024 * 1024;  // further report lines are, too
inline constexpr size_t trial_stderr_bytes_max = 2'048;            // its end is kept

class Transcript {
 public:
  void add(std::string_view bytes);  // as they come, in any pieces
  void end();                        // the last line need not end in a line feed

  [[nodiscard]] const std::string& step() const { return step_; }
  [[nodiscard]] const std::string& error() const { return error_; }
  [[nodiscard]] const std::vector<std::string>& report() const { return report_; }  // as it came
  [[nodiscard]] bool ok() const { return ok_; }

 private:
  void take(std::string_view line);

  std::string line_;
  std::string step_;
  std::string error_;
  std::vector<std::string> report_;
  size_t report_bytes_ = 0;
  bool ok_ = false;
};

// The end of a text that may be long.
class Tail {
 public:
  void add(std::string_view bytes);
  [[nodiscard]] std::string text() const;  // printable; from the beginning of a line if it was cut

 private:
  std::string bytes_;
  bool cut_ = false;
};

struct TrialEnd {
  bool late = false;  // it was killed, having had its time
  uint32_t timeout_ms = 0;
  int status = 0;                 // as waitpid() gives it
  bool stopped = false;           // it was killed, since the host stops
  uint64_t memory_bytes_max = 0;  // 0: it had no limit
};

// Why a trial that ended so has failed; "" if it has not. A trial has passed only if it says ok,
// names no error, and ends with exit code 0.
[[nodiscard]] std::string failure_of(const TrialEnd& end, const Transcript& said,
                                     const std::string& stderr_text);

}  // namespace spark::plugin
