// One recorded request, in words: when, what came in, what each model saw and said, what was
// answered.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "spark/tool/json.h"
#include "spark/tool/result.h"

namespace recorder {

// A feature as a model was given it; nothing where the model was given none, since it was not
// ready.
struct SeenFeature {
  std::string name;
  std::optional<double> value;
};

struct SaidByModel {
  std::string role;     // production, candidate, fallback
  std::string version;  // "" where none is known
  std::string digest;   // 64 hex digits, or "" for a model without an artefact
  std::optional<double> score;
  std::optional<int64_t> status;  // SPARK_STATUS_*; nothing: its stage did not run
  std::optional<double> elapsed_ms;
  std::vector<SeenFeature> features;  // in the order of the log's columns
};

struct Explained {
  std::string log;
  std::string request_id;
  std::string trace_id;     // 32 hex digits; "": it belongs to no trace, or the row is of before
  int64_t at_ms = 0;        // of the event
  int64_t received_ms = 0;  // when it came
  std::optional<int64_t> sequence;
  spark::tool::json::object input;  // as it came; null where it had no value
  std::vector<SaidByModel> models;
  std::optional<int64_t> code;
  std::string source;           // the slot that was answered, such as production.score
  std::optional<double> score;  // that was answered; nothing where `source` is no recorded model's
};

// Reads a line of `sparkctl rows export --format json`. The error says what it lacks. Pure.
[[nodiscard]] spark::tool::Result<Explained> explained(const std::string& log,
                                                       const spark::tool::json::value& row);

// The word for a status: "ok", "skipped", "not ready", "late", "error", "did not run". Pure.
[[nodiscard]] std::string_view status_word(std::optional<int64_t> status);

[[nodiscard]] spark::tool::json::object as_json(const Explained& request);
// For a terminal of that width.
[[nodiscard]] std::string as_text(const Explained& request, size_t width);

}  // namespace recorder
