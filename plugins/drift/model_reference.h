// The reference of a live model, as its artefact has it in reference_distributions.json
// (docs/models.md has its members).
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "spark/stats/bins.h"
#include "spark/stats/shock.h"

namespace drift {

// One input, or the score, in the reference's minutes.
struct SeriesReference {
  spark::stats::Bins bins;
  spark::stats::BinCounts counts;
  std::vector<uint8_t> slots;  // the bin of each minute, in time order; empty for a constant
  std::optional<spark::stats::ShockLimits> limits;
  std::vector<uint32_t> extremes;      // which minutes are beyond the limits, ascending
  std::optional<size_t> duplicate_of;  // an earlier series, of which it is a rising function
  bool is_estimated = false;           // its values were estimated: nothing to compare with

  // Whether it counts in a mean over the inputs.
  [[nodiscard]] bool counts_in_mean() const {
    return bins.values() > 1 && !duplicate_of && !is_estimated;
  }
  // 1 for a minute that is beyond the limits, else 0.
  [[nodiscard]] std::vector<uint8_t> marks() const;
};

// The model's inputs in the order of its rows, then the score: one series each.
struct ModelReference {
  int64_t from_ms = 0;
  int64_t until_ms = 0;
  uint64_t rows = 0;
  std::vector<std::string> names;  // of the features
  std::vector<SeriesReference> series;

  // The number of the score's series, the last one.
  [[nodiscard]] size_t score() const { return names.size(); }
};

// Reads `text`; `features` are the model's. Throws spark::Error, which names the member and what
// was expected of it. [jobs]
[[nodiscard]] ModelReference read_reference(std::string_view text,
                                            const std::vector<std::string>& features);

// The same of <folder>/reference_distributions.json; nothing if there is no such file. [jobs]
[[nodiscard]] std::optional<ModelReference> load_reference(
    const std::filesystem::path& folder, const std::vector<std::string>& features);

}  // namespace drift
