// Trials: what this process has never built is built in another one first, so that a library
// whose constructor aborts, or a model that crashes on its artefact, ends that one.
#pragma once

#include <filesystem>
#include <set>
#include <stop_token>
#include <string>
#include <string_view>

#include "base/error.h"
#include "change/generation_report.h"
#include "generation/generation.h"

namespace spark::change {

inline constexpr uint32_t trial_ms_max = 30'000;

struct TrialError : base::Error {
  TrialError() = default;
  TrialError(std::string text_, bool refused_, bool stopped_)
      : base::Error(std::move(text_)), refused(refused_), stopped(stopped_) {}

  bool refused = false;  // it said so itself, in order: building it here finds the same mistakes
  bool stopped = false;  // by stop()
};

// What a trial is told, as the text on its standard input.
struct TrialInput {
  blueprint::Blueprint blueprint;  // with an object for every definition
  std::string objects_folder;
};
[[nodiscard]] std::string to_json(const TrialInput& trial);
[[nodiscard]] base::Result<TrialInput> trial_input_from_json(std::string_view text);

class Trials {
 public:
  // `program` runs run_trial_program() when it is given the argument --rehearse; empty: there are
  // no trials.
  explicit Trials(std::filesystem::path program) : program_(std::move(program)) {}

  // What is to be tried: everything, or nothing where all of it has been built before.
  enum class Wanted : uint8_t { what_is_new, everything };

  // What the generation would be; empty if nothing was tried. The other process may have half
  // of the host's memory (plugin/trial_memory.h). Fails with what the other process said, or how it
  // ended and what it was doing then. [builder]
  base::Result<GenerationReport, TrialError> run(const TrialInput& trial,
                                                 const config::Config& config,
                                                 Wanted wanted = Wanted::what_is_new);

  // Ends the trial under way, and every later one as it begins. [any]
  void stop() { stop_.request_stop(); }

 private:
  std::filesystem::path program_;
  std::set<std::string> known_;
  std::stop_source stop_;
};

// Builds what standard input describes and says on standard output what it is doing, and at the end
// "ok" or "error <text>". Returns the exit code. On the main thread of the
// trial's process.
int run_trial_program();

}  // namespace spark::change
