// reference_distributions.json: how features and scores were distributed on the rows that a model
// was trained on, for those who compare later rows with them. Statistics alone: bins, not prices.
//
//   rows, from_ms, until_ms   how many rows, and the times of the first and the last one
//   from, until               the same for people
//   symbols                   of which markets
//   estimated                 features whose values were estimated there, such as the spread of
//                             klines: nothing measured to compare with; left out if there are none
//   series                    one for each feature in the model's order, then that of the score:
//     name, of                "feature" or "score"
//     kind                    "measured", "constant", or "duplicate": its bins are, row by row,
//                             those of an earlier feature of which it is a rising function
//     edges, counts, missing  frozen bins (spark/stats/bins.h) and the rows in them
//     constant                of a constant: the only value
//     same_as                 of a duplicate: the feature that counts in its place
//     low, high, extremes     of a measured one: the quantiles 0.01 and 99.99 %, and the numbers
//                             of the rows beyond them (spark/stats/shock.h)
//     slots                   of a measured one: the bin of each row in time order, 4 bits each
//                             (the first one of a byte in its upper half, 15 for missing), in
//                             base64. What PSI and alarms do without drift is resampled from these
//                             (psi_noise.h, alarm_threshold.h)
#pragma once

#include <boost/json/object.hpp>
#include <cstdint>
#include <filesystem>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "dataset.h"
#include "spark/stats/bins.h"
#include "spark/stats/shock.h"
#include "spark/tool/result.h"

namespace training {

// The reference are the rows that have a score. An element that is NaN there counts as missing. Two
// months of minutes and ten features are some 600 kB. None without such a row.
[[nodiscard]] std::optional<boost::json::object> reference_distributions(
    const Dataset& rows, std::span<const double> scores, const std::vector<std::string>& symbols,
    const std::vector<std::string>& estimated = {});

struct ReferenceSeries {
  enum class Kind { measured, constant, duplicate };

  std::string name;
  Kind kind = Kind::measured;
  std::string same_as;  // of a duplicate
  bool is_estimated = false;
  spark::stats::Bins bins;
  spark::stats::BinCounts counts;
  // Of a measured one; elsewhere empty.
  std::optional<spark::stats::ShockLimits> limits;
  std::vector<uint32_t> extremes;  // rows, ascending
  std::vector<uint8_t> slots;      // by Bins::of_value(), one a row

  // Whether it counts in a mean over the features: no constant, nothing twice, nothing estimated.
  [[nodiscard]] bool counts_in_mean() const { return kind == Kind::measured && !is_estimated; }
};

struct Reference {
  uint64_t rows = 0;
  int64_t from_ms = 0;
  int64_t until_ms = 0;
  std::vector<std::string> symbols;
  std::vector<ReferenceSeries> features;  // in the model's order
  ReferenceSeries score;
};

// Errors are of usage and name the file and the place in it. What contradicts itself, such as
// counts that are not those of the slots, is refused, too.
[[nodiscard]] spark::tool::Result<Reference> read_reference(const std::filesystem::path& file);

}  // namespace training
