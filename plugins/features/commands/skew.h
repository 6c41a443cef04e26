// Recorded features against recomputed ones, bit for bit.
//
// Rows are replayed in the order in which they were answered, those of the time before too, so that
// what is late, doubled or disordered moves the histories as it did then.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "spark/recorded/rows.h"

namespace spark::skew {

using recorded::FeatureList;
using recorded::Listed;
using recorded::LogEnd;
using recorded::Recorded;
using recorded::Recording;
using recorded::roles;

// How far two numbers are from each other: doubles between them, and the difference. Where one of
// them is null, both are as large as can be.
struct Distance {
  uint64_t ulps = 0;
  double absolute = 0;
};
[[nodiscard]] Distance distance(double recorded, double recomputed);  // pure

struct FeatureSkew {
  std::string name;
  uint64_t values = 0;  // that were compared
  uint64_t differing = 0;
  Distance most;
  std::optional<int64_t> first_ms;  // event time of the first that differs
};

enum class Verdict : uint8_t { equal, differs, inconclusive };

struct Found {
  int64_t from_ms = 0;
  int64_t to_ms = 0;
  uint64_t replayed = 0;         // rows, those that warm included
  uint64_t rows = 0;             // of the time asked, that were compared
  uint64_t unready = 0;          // of these: a model was not ready then
  uint64_t unlike_ready = 0;     // of these: it would be now, or the other way round
  uint64_t dropped = 0;          // rows that are in no file
  uint64_t after_loss = 0;       // rows unlike what was recorded, whose histories lack lost ones
  uint64_t without_history = 0;  // rows whose features need history from before the log began
  uint64_t without_time = 0;     // rows of requests without ts, which cannot be replayed
  std::vector<FeatureSkew> features;
  std::vector<std::string> unknown;  // features that the library does not compute

  [[nodiscard]] uint64_t differing() const;
  [[nodiscard]] Verdict verdict() const;
};

struct Span {
  int64_t from_ms = 0;
  int64_t to_ms = 0;
  int64_t warm_ms = 0;  // history that the features reach back to
};

// Recomputes one row: writes a value for each of `names`, NaN for null. A row that is refused is
// all NaN. One that does not advance its symbol's history reads it.
using Recompute = std::function<void(const Recorded& row, std::span<double> values)>;

// A loss of rows that a log has put on record.
struct Loss {
  std::string log;       // its full name
  int64_t since_ms = 0;  // when the log's plugin object was made
  int64_t to_ms = 0;     // when it was counted
  int64_t dropped = 0;   // since the object was made
};
// Rows that a log lost after its newest one, by the newest loss that it put on record; no row says
// so. 0 where a row came later: it says so. Pure.
[[nodiscard]] uint64_t lost_at_the_end(const LogEnd& end, const Loss& loss);

// `recording` is put into the order of its rows.
[[nodiscard]] Found compare(Recording& recording, const Span& span,
                            std::span<const std::string> names, const Recompute& recompute);

}  // namespace spark::skew
