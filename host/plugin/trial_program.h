// The other side of a trial: functions for the program that run_trial() starts.
#pragma once

#include <string>
#include <string_view>

#include "base/descriptor.h"
#include "base/error.h"

namespace spark::plugin {

inline constexpr size_t trial_input_bytes_max = 16 * 1024 * 1024;

// Keeps standard output for itself and sends all other output (plugins print) to standard error.
// All functions are for the thread that made the object.
class TrialProgram {
 public:
  // Call it first in the program, before any thread starts. The process then dies with the thread
  // that started it, or at once if that thread is gone.
  TrialProgram();

  // All of standard input. Limits are in force when it returns, so call it before anything risky.
  [[nodiscard]] static base::Result<std::string> input();

  void step(std::string_view what);    // one line
  void report(std::string_view what);  // one line of the trial's report
  void fail(std::string_view why);     // may have several lines
  void pass();

 private:
  void say(std::string_view word, std::string_view line);

  base::Descriptor out_;
};

}  // namespace spark::plugin
