// Trials: parts that this process has never built are built in another process first, so that a
// library whose constructor aborts, or a model that crashes on its artefact, ends that process.
#pragma once

#include <filesystem>
#include <map>
#include <set>
#include <stop_token>
#include <string>
#include <string_view>

#include "base/error.h"
#include "change/generation_report.h"
#include "generation/generation.h"
#include "services/durable_values.h"
#include "services/record_logs.h"

namespace spark::change {

inline constexpr uint32_t trial_ms_max = 30'000;

struct TrialError : base::Error {
  TrialError() = default;
  TrialError(std::string text_, bool refused_, bool stopped_)
      : base::Error(std::move(text_)), refused(refused_), stopped(stopped_) {}

  bool refused = false;  // the trial reported mistakes in order: building here finds the same
  bool stopped = false;  // by stop()
};

// The input of a trial: the text on its standard input.
struct TrialInput {
  blueprint::Blueprint blueprint;  // with an object for every definition
  std::string objects_folder;
  // The values that plugins find; null: none. They reach the trial by a file in memory.
  const services::DurableValues* durable = nullptr;
  // The record logs, whose columns reach the trial with the values; null: none.
  const services::RecordLogs* rows = nullptr;
};
// What the trial's process reads.
struct TrialText {
  blueprint::Blueprint blueprint;
  std::string objects_folder;
  std::string values_file;  // "": there are no values
};
[[nodiscard]] std::string to_json(const TrialText& trial);
[[nodiscard]] base::Result<TrialText> trial_text_from_json(std::string_view text);

// What the name of a record log's columns begins with, among the values. No value's does.
inline constexpr std::string_view columns_prefix = "rows:";
// Values by name in the file, as the trial's process gets them.
[[nodiscard]] std::string packed(const std::map<std::string, std::string>& values);
[[nodiscard]] base::Result<std::map<std::string, std::string>> unpacked(std::string_view bytes);

class Trials {
 public:
  // `program` runs run_trial_program() when it is given the argument --trial; empty: there are
  // no trials.
  explicit Trials(std::filesystem::path program) : program_(std::move(program)) {}

  // what_is_new: no trial if all parts have been tried before; everything: always a trial.
  enum class Wanted : uint8_t { what_is_new, everything };

  // Describes the generation that was tried; empty if nothing was tried. The trial's process may
  // use half of the host's memory (plugin/trial_memory.h). The error is the text of the trial's
  // process, or how that process ended and at which point. [builder]
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

// Builds the generation that standard input describes. Writes its progress to standard output, and
// at the end "ok" or "error <text>". Returns the exit code. On the main thread of the trial's
// process.
int run_trial_program();

}  // namespace spark::change
