// A trial: another program first does the next change in a process of its own. An abort, a hang or
// a greed for memory there does no harm to the host.
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
  // Limit of the child's private writable memory (RLIMIT_DATA; reserved addresses not counted); 0:
  // no limit. Sanitizers need more than any limit, and get none.
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

// Runs the program until it ends, its time is over or a stop is requested; then kills it with all
// processes of its group. The program reports its progress in the lines of transcript.h
// (trial_program.h writes them). It gets this process's environment and nothing else: no
// descriptors but the standard ones, no blocked or ignored signals, no core dumps. It starts
// without a copy of this process's memory, so other threads do not feel the start. Fails only
// through the report; leaves no zombie.
//
// A trial is killed when the thread that called this ends. [builder]
[[nodiscard]] TrialReport run_trial(const TrialSpec& spec);

}  // namespace spark::plugin
