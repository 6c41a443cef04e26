// A trial: another program does first, in a process of its own, what this one is about to do. What
// aborts, hangs or devours memory there has done so without harm.
#pragma once

#include <cstdint>
#include <filesystem>
#include <stop_token>
#include <string>
#include <vector>

namespace spark::plugin {

struct TrialSpec {
  std::filesystem::path program;
  std::vector<std::string> arguments;
  std::string input;  // on its standard input
  uint32_t timeout_ms = 10'000;
  // Of what it allocates (RLIMIT_DATA: what it has mapped and may write to, files of others and
  // reserved addresses not counted); 0: no limit. A sanitizer needs more than any, and has none.
  uint64_t memory_bytes_max = 0;
  std::stop_token stop = {};  // the program is ended when this is requested
};

struct TrialReport {
  bool ok = false;
  bool refused = false;                  // it said why, and ended in order
  bool stopped = false;                  // it was ended because that was requested
  std::string last_step = {};            // that it has begun
  std::string error = {};                // in words, "" if it is ok
  std::vector<std::string> report = {};  // lines, as the program wrote them: untrusted
};

// Runs the program until it ends, has had its time or is to stop; it is killed then, with all
// processes of its group. The program says how it goes as transcript.h has it (trial_program.h does
// that for it). It gets this process's environment and nothing else: no descriptors but the
// standard ones, no blocked or ignored signals, no core dumps. It runs without a copy of this
// process's memory, so other threads do not feel its start. Never fails otherwise than by the
// report; leaves no zombie.
//
// A trial is killed when the thread that called this ends. [builder]
[[nodiscard]] TrialReport run_trial(const TrialSpec& spec);

}  // namespace spark::plugin
