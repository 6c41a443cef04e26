// How far a model's inputs and its score are from the reference that its artefact holds, week by
// week (spark/stats/psi.h).
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "spark/stats/psi.h"
#include "training/dataset.h"

namespace training {

// Frozen bins and the counts of the reference in them.
struct BinnedReference {
  spark::stats::Bins bins;
  spark::stats::BinCounts counts;
  bool counts_in_mean = true;  // false for what says the same as another input
};

// As many elements as there are features; none where the artefact holds no reference of it.
struct References {
  std::vector<std::optional<BinnedReference>> features;
  std::optional<BinnedReference> score;
};

struct PsiOfSpan {
  int64_t from_ms = 0;   // of the first row
  int64_t until_ms = 0;  // of the last row
  uint64_t rows = 0;
  std::vector<spark::stats::Psi> features;  // inconclusive (no_reference) without a reference
  spark::stats::Psi score;
  std::optional<double> overall;  // the mean over the inputs; the score has no part in it
};

struct PsiTable {
  std::vector<PsiOfSpan> weeks;  // from Monday 00:00 UTC on; the first and the last may be short
  PsiOfSpan whole;
};

// Of the rows with a score; a row whose score is NaN was not judged, and is no sample. As many
// scores and references as the dataset has rows and features. [tools]
[[nodiscard]] PsiTable psi_by_week(const Dataset& rows, std::span<const double> scores,
                                   const References& references);

}  // namespace training
