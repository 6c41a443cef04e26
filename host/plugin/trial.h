// A trial: another program does first, in a process of its own, what this one is about to do. What
// aborts, hangs or devours memory there has done so without harm.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

namespace spark::plugin {

struct TrialSpec {
  std::filesystem::path program;
  std::vector<std::string> arguments;
  std::string input;  // on its standard input
  uint32_t timeout_ms = 10'000;
  uint64_t memory_bytes_max = 0;  // of address space; 0: no limit. Sanitizers need more than any
};

struct TrialReport {
  bool ok = false;
  bool refused = false;   // it said why, and ended in order
  std::string last_step;  // that it has begun
  std::string error;      // in words, "" if it is ok
};

// Runs the program until it ends or has had its time; it is killed then, with all processes of its
// group. The program says how it goes as transcript.h has it (rehearsal.h does that for it). It
// gets this process's environment and nothing else: no descriptors but the standard ones, no
// blocked or ignored signals, no core dumps. It runs without a copy of this process's memory, so
// other threads do not feel its start. Never fails otherwise than by the report; leaves no zombie.
//
// A rehearsal is killed when the thread that called this ends. [builder]
[[nodiscard]] TrialReport run_trial(const TrialSpec& spec);

}  // namespace spark::plugin
