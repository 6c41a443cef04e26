// A model as pipelines see it: rows of named features to scores.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "frame/frame.h"

namespace spark::frame {

enum RowStatus : uint8_t { row_ok = 0, row_not_ready = 1, row_error = 2 };  // SPARK_ROW_*

// Outcome of a predict stage as its .status slot holds it; the same numbers as SPARK_STATUS_*.
enum class Status : int64_t { ok = 0, skipped = 1, not_ready = 2, late = 3, error = 4 };

struct Target {
  std::string event;      // "up-move"
  std::string horizon;    // "1min"
  std::string reference;  // "mid", or ""

  friend bool operator==(const Target&, const Target&) = default;
};

struct ModelInfo {
  std::string version;
  std::string type;  // "logistic", "heuristic", …
  bool probability = false;
  bool accepts_missing = false;
  std::string sha256;  // of the artefact's content; "" without one
  Target target;
  std::vector<std::string> features;  // names, in the order of a row's elements
  std::vector<double> probe_rows;     // probe_scores.size() rows of features.size() elements
  std::vector<double> probe_scores;
};

// Immutable; called by all workers at once, each with its own scratch.
class Model {
 public:
  virtual ~Model() = default;

  [[nodiscard]] virtual const ModelInfo& info() const = 0;

  [[nodiscard]] virtual void* scratch_create() const = 0;  // may be null [builder]
  virtual void scratch_destroy(void* scratch) const = 0;

  // Row i begins at rows[i * stride]. Writes scores[i] and status[i] (RowStatus); the score of a
  // row that is row_ok is finite, and a probability where one was promised. Returns 0, or a code
  // and fills `failure` if no row could be scored. Never throws, blocks or allocates. [worker,
  // builder]
  virtual int32_t predict(void* scratch, const double* rows, uint32_t stride, uint32_t count,
                          double* scores, uint8_t* status, Failure& failure) const noexcept = 0;
};

}  // namespace spark::frame
