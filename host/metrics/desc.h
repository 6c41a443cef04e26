// The description of a series that is asked for, and the limits of series.
#pragma once

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

namespace spark::metrics {

inline constexpr uint32_t series_max = 10'000;  // over all families; a histogram is one
inline constexpr uint32_t bounds_max = 64;      // per histogram
inline constexpr uint32_t labels_max = 8;       // per series
inline constexpr uint32_t label_value_bytes_max = 256;
inline constexpr uint32_t help_bytes_max = 512;

using Labels = std::vector<std::pair<std::string, std::string>>;

struct Desc {
  std::string name;            // [a-zA-Z_][a-zA-Z0-9_]*
  std::string help;            // the family's; the first text asked for stays
  Labels labels;               // keys in the same order for the whole family
  std::vector<double> bounds;  // histograms: finite upper bounds, strictly ascending, at least one
  // Keep so many values of the first label besides the newest, and leave out those asked for least
  // recently; 0 keeps all. A value that was left out comes back, with its counts, when it is asked
  // for again.
  uint32_t retired_max = 0;
  bool has_exemplars = false;  // histograms: observations may name their request
};

// How an exposition is written: the text format 0.0.4, or OpenMetrics 1.0.0.
enum class Format : uint8_t { text, open_metrics };

// Which labelled counters at zero are rendered.
struct Zeros {
  bool are_shown = true;
  // Where they are not shown: those with one of these labels are, in the series of the newest value
  // of their family's first label, so that what is observed now is there before it is used.
  Labels kept = {};
};

}  // namespace spark::metrics
