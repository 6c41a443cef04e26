// spark/stats/pair_basis.h: what a day's figures of two models were computed from, as a document
// that goes with the figures: its reader computes them again, and counts rows against it.
//
//   facts_.publish({.name = "window_24h", …, .basis = document_of(basis).text()});
//
// The document, whose lists have a key, its count, the next key, …, of what was counted at all:
//
//   {"lineage", "production": {"model", "version", "sha256"}, "candidate": {the same},
//    "same_target", "match_threshold", "from_ms", "to_ms", "look_ms",
//    "counts": {"requests", "production_errors", …: PairSums::names}, "delta_sum", "delta_squares",
//    "hours": [hour since 1970, pairs, …],
//    "times": {"smallest_ms", "relative_error", "production": [cell, count, …], "candidate": …},
//    "deltas": {"cells": 1000, "counts": [cell, count, …]}}
//
// What can be done with it, and what cannot:
// - All figures of pair_figures.h follow from it, to the last bit: sums are written so that they
//   read back exactly.
// - flaw_of() finds counts that no requests have. It does not find counts of other requests: only
//   rows do.
// - A row is counted at the look after its answer, so rows near the window's edges, and near each
//   hour's, may be in or out. Rows that were lost are not in the log and are in the counts.
// - The two counts of looks (production_worse, candidate_worse) are not to be had from rows.
//
// 2 KiB for a day of minutes; 40 KiB where every cell of every histogram has its millions.
#pragma once

#include <cstdint>
#include <iterator>
#include <map>
#include <string>
#include <vector>

#include "spark/json.h"
#include "spark/stats/pair_figures.h"

namespace spark::stats {

// How often, by cell; most have none. Cells of times are those of PairTimes, cells of distances
// thousandths.
using PairCells = std::map<uint32_t, uint64_t>;

// A model as it served; "the same model" means the same version and digest.
struct PairedModel {
  std::string model;  // its key under models:
  std::string version;
  std::string sha256;  // of its artefact; "" without one

  friend auto operator<=>(const PairedModel&, const PairedModel&) = default;
};

// A plain value, of one pair of models, one lineage and one window.
struct PairBasis {
  std::string lineage;
  PairedModel production, candidate;
  // Whether scores were compared at all, and from which distance on they do not match.
  bool same_target = false;
  double match_threshold = 0;
  // The window, by the host's clock: whole hours and the present one. A request counts at the first
  // look after its answer, so one that was answered within `look_ms` before an hour may be of it.
  int64_t from_ms = 0, to_ms = 0;
  int64_t look_ms = 0;
  PairSums sums;
  // Below: how the pairs spread over the day, how long the two models took, and how far their
  // scores are apart. A time is missing where a model was not called.
  std::map<int64_t, uint64_t> hours;  // pairs of each hour that has some, by hours since 1970
  PairCells production_times, candidate_times, deltas;

  friend bool operator==(const PairBasis&, const PairBasis&) = default;
};

// As an array by cells, for pair_figures(). Cells beyond the last are left out. [any]
template <size_t size>
[[nodiscard]] std::array<uint64_t, size> counts_of(const PairCells& cells) {
  std::array<uint64_t, size> counts{};
  for (const auto& [cell, count] : cells)
    if (cell < size) counts[cell] = count;
  return counts;
}

// What follows from it: the same numbers that were published with it, on every machine. A verdict's
// reader compares these with what the verdict says. [any]
[[nodiscard]] inline PairFigures figures_of(const PairBasis& basis) {
  return pair_figures(basis.sums, basis.hours.size(),
                      counts_of<PairTimes::cells>(basis.candidate_times),
                      counts_of<pair_delta_cells>(basis.deltas));
}

// "" if its parts agree; else which do not: sums that no requests have, a histogram that holds more
// or less than was counted, distances whose sum their cells cannot have. Workers go on while their
// cells are read, so a few requests are in a histogram already, or no more. [any]
[[nodiscard]] inline std::string flaw_of(const PairBasis& basis) {
  const auto count = [](const auto& cells) {
    uint64_t all = 0;
    for (const auto& each : cells) all += each.second;
    return all;
  };
  const auto differ = [](uint64_t one, uint64_t other) {
    const uint64_t few = 16 + std::max(one, other) / 100;
    return one > other + few || other > one + few;
  };
  const PairSums& sums = basis.sums;
  const uint64_t distances = count(basis.deltas);
  if (!sums.makes_sense()) return "its counts contradict each other";
  if (basis.from_ms > basis.to_ms) return "its window ends before it begins";
  if (count(basis.hours) != sums.pairs) return "its hours have other pairs than are counted";
  if (differ(distances, sums.scored)) return "its distances are not as many as its scores";
  if (const uint64_t times = count(basis.candidate_times);
      times > sums.pairs && differ(times, sums.pairs))
    return "it has more times than pairs";
  if (const uint64_t times = count(basis.production_times);
      times > sums.requests && differ(times, sums.requests))
    return "it has more times than requests";
  double low = 0, high = 0;
  for (const auto& [cell, times] : basis.deltas) {
    const bool is_open = cell + 1 == pair_delta_cells;
    low += static_cast<double>(times) * cell / pair_delta_cells;
    high += is_open ? INFINITY : static_cast<double>(times) * (cell + 1) / pair_delta_cells;
  }
  const double others = 1e-9 * (1 + static_cast<double>(sums.scored)) +
                        std::abs(static_cast<double>(distances) - static_cast<double>(sums.scored));
  if (sums.delta_sum < low - others || sums.delta_sum > high + others)
    return "the sum of its distances is not that of their histogram";
  return "";
}

// Key, count, key, count, …: half of what pairs in brackets take. [any]
template <class Key>
[[nodiscard]] std::vector<double> flat_list(const std::map<Key, uint64_t>& cells) {
  std::vector<double> flat;
  flat.reserve(2 * cells.size());
  for (const auto& [cell, count] : cells)
    flat.insert(flat.end(), {static_cast<double>(cell), static_cast<double>(count)});
  return flat;
}

// The document above. Allocates a few KiB, so it is for handlers and looks, not for a request.
// Numbers are written so that they read back exactly. [any]
[[nodiscard]] inline Json document_of(const PairBasis& basis) {
  const auto model = [](const PairedModel& of) {
    return Json().add("model", of.model).add("version", of.version).add("sha256", of.sha256);
  };
  const auto cells = [](const auto& of) { return flat_list(of); };
  const auto span_of = [](const std::vector<double>& of) { return std::span<const double>(of); };
  Json counts;
  for (size_t i = 0; i < PairSums::counts_size; ++i)
    counts.add(PairSums::names[i], basis.sums.*PairSums::counts[i]);
  const auto production = cells(basis.production_times), candidate = cells(basis.candidate_times);
  const auto deltas = cells(basis.deltas), hours = cells(basis.hours);
  return Json()
      .add("lineage", basis.lineage)
      .add("production", model(basis.production))
      .add("candidate", model(basis.candidate))
      .add("same_target", basis.same_target)
      .add("match_threshold", basis.match_threshold)
      .add("from_ms", basis.from_ms)
      .add("to_ms", basis.to_ms)
      .add("look_ms", basis.look_ms)
      .add("counts", counts)
      .add("delta_sum", basis.sums.delta_sum)
      .add("delta_squares", basis.sums.delta_squares)
      .add("hours", span_of(hours))
      .add("times", Json()
                        .add("smallest_ms", pair_times_smallest_ms)
                        .add("relative_error", pair_times_error)
                        .add("production", span_of(production))
                        .add("candidate", span_of(candidate)))
      .add("deltas", Json().add("cells", pair_delta_cells).add("counts", span_of(deltas)));
}

}  // namespace spark::stats
