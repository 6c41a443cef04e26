// The other side of a trial: what the program does that was started by run_trial().
#pragma once

#include <string>
#include <string_view>

#include "base/descriptor.h"
#include "base/error.h"

namespace spark::plugin {

inline constexpr size_t trial_input_bytes_max = 16 * 1024 * 1024;

// Keeps standard output for itself and turns what anyone else prints there (plugins do) to standard
// error. All functions are for the thread that made it.
class TrialProgram {
 public:
  // At the beginning of the program, before any thread: from now on it dies with the thread that
  // started it, or at once if there is none any more.
  TrialProgram();

  // All of standard input. Limits are in force when it returns, so call it before anything risky.
  [[nodiscard]] static base::Result<std::string> input();

  void step(std::string_view what);    // one line
  void report(std::string_view what);  // one line of what it is reported to be
  void fail(std::string_view why);     // may have several lines
  void pass();

 private:
  void say(std::string_view word, std::string_view line);

  base::Descriptor out_;
};

}  // namespace spark::plugin
